package dev.extendedtoken.keycloak.rotation;

/** The database, or the store that the nodes share, does not answer, or not for sure. */
final class StorageUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
