package dev.extendedtoken.keycloak.clientpolicy;

/** A condition of a policy is not installed, or its configuration cannot be read: whether it holds is unknown. */
final class UnreadableConditionException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableConditionException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
