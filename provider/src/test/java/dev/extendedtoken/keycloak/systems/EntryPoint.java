package dev.extendedtoken.keycloak.systems;

/** How a client of another system reaches Keycloak. */
public enum EntryPoint {
    /** It has another base URL: the realm's, with the alias paths below it. */
    BASE_URL,

    /** It has another host name: that of the reverse proxy, with the original paths. */
    HOST_NAME
}
