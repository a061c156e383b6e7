package dev.extendedtoken.keycloak.storage;

/** The database, or the store that the nodes share, does not answer, or not for sure. Nothing follows from that. */
public final class StorageUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
