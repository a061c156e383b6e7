package dev.extendedtoken.keycloak.rotation.history;

/**
 * One request of a {@link History} and its response.
 *
 * @param number in the order in which the requests were sent
 * @param sender the thread and the node, for people who read the history
 * @param generation of the token that was sent; 0 for the revocation
 * @param invoked when the request was sent, in nanoseconds since the history began
 * @param responded when the response was complete; of no meaning if the outcome is unknown
 * @param successor the generation of the refresh token in the response; 0 if there is none
 * @param successorHash tells two refresh tokens of the same generation apart; empty if there is none
 */
public record Operation(
        int number,
        String sender,
        Kind kind,
        int generation,
        long invoked,
        long responded,
        Outcome outcome,
        int successor,
        String successorHash) {

    /** What was asked for. */
    public enum Kind {
        REFRESH,
        INTROSPECTION,
        /** Ends the family: by the client (RFC 7009), or by an administrator. */
        REVOCATION
    }

    /** What the response says. */
    public enum Outcome {
        /** A refresh: tokens. */
        ISSUED,
        /** A refresh: {@code invalid_grant}. */
        REFUSED,
        /** An introspection: {@code active} is true. */
        ACTIVE,
        /** An introspection: {@code active} is false. */
        INACTIVE,
        /** A revocation: done. */
        DONE,
        /** No response, or a server error: the request may have been carried out, or may be later, or not at all. */
        UNKNOWN
    }

    boolean isKnown() {
        return outcome != Outcome.UNKNOWN;
    }

    @Override
    public String toString() {
        String token = kind == Kind.REVOCATION ? "" : " of generation " + generation;
        String response = outcome == Outcome.ISSUED ? "ISSUED generation " + successor : outcome.name();
        return "#" + number + " " + sender + ": " + kind + token + " [" + invoked / 1_000_000 + " to "
                + responded / 1_000_000 + " ms] " + response;
    }
}
