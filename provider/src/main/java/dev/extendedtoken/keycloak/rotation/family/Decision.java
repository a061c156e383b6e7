package dev.extendedtoken.keycloak.rotation.family;

/** What to do with a presented refresh token. */
public sealed interface Decision {

    /** It is the live token, or a later one than is known: issue its successor. */
    record Rotate(Family family) implements Decision {}

    /** It is superseded, and presented within its window: repeat the latest response of the family. */
    record Retry(Family family) implements Decision {}

    /** It is superseded, and presented outside of its window: end the family, unless the policy keeps it. */
    record Reuse(Family family) implements Decision {}

    /** It is invalid without being a sign of theft: change nothing. */
    record Refuse(Reason reason) implements Decision {}

    /** Why a token is refused, for the event. */
    enum Reason {
        /** The family is not found: it has ended, or belongs to another client session. */
        ENDED("refresh_token_family_ended"),
        /** The family lifetime of the policy is over. */
        EXPIRED("refresh_token_family_expired"),
        /** It is in its window, but has been retried as often as the policy permits. */
        GRACE_USED_UP("refresh_token_grace_used_up"),
        /** A not-before of the realm, the client or the user is not earlier than the family's first token. */
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
