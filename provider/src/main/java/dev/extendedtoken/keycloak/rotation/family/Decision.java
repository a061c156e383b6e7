package dev.extendedtoken.keycloak.rotation.family;

/** What is to be done with a presented refresh token. */
public sealed interface Decision {

    /** It is the live one: issue its successor. */
    record Rotate(Family family) implements Decision {}

    /** It was used last, and its window is open: give the same successor again. */
    record Retry(Family family) implements Decision {}

    /** It must not be used any more, and somebody does: end the family. */
    record Reuse(Family family) implements Decision {}

    /** It is good for nothing, and that is no sign of theft: change nothing. */
    record Refuse(Reason reason) implements Decision {}

    /** Why a token is refused, for the event. */
    enum Reason {
        /** The family has ended, or never was: reuse, one family too many, or another session. */
        ENDED("refresh_token_family_ended"),
        /** The family's own lifetime is over. */
        EXPIRED("refresh_token_family_expired"),
        /** A not-before of the realm, the client or the user is later than the family's first token. */
        REVOKED("refresh_token_not_before");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** The {@code reason} of the event. */
        public String code() {
            return code;
        }
    }
}
