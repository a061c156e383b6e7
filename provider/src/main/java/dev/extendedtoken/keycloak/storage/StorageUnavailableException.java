package dev.extendedtoken.keycloak.storage;

/** The database, or the cache that the nodes share, gives no reliable response. What was read must not be used. */
public final class StorageUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
