package dev.extendedtoken.keycloak.clientpolicy;

/** A provider that needs a client which only an administrator may create and change. Its factory implements this. */
public interface ReservedClient {

    /** The {@code clientId}, in every realm. */
    String reservedClientId();
}
