package dev.extendedtoken.keycloak.userjwt.model;

import java.util.Locale;

/** The user JWT of a request is missing or not accepted. The message is the reason for the event, not for the client. */
public final class UserJwtException extends Exception {

    private static final long serialVersionUID = 1L;

    public UserJwtException(Reason reason) {
        super(reason.code(), null, false, false);
    }

    /** The reasons in events, with the prefix {@code user_jwt_}. */
    public enum Reason {
        /** The header is missing or empty. */
        MISSING,
        /** The header was sent more than once. */
        REPEATED,
        /** Not a valid access token of this realm: signature, issuer, type, session, user or revocation. */
        INVALID,
        EXPIRED,
        /** Issued to a client that is not in {@code issued-to}. */
        OTHER_CLIENT,
        /** From a session in which another user acts for the user. */
        IMPERSONATED,
        /**
         * Not from a login of the user at that client: from a token exchange or a UMA ticket. At a login also: from an
         * offline session or from another login by user JWT.
         */
        RESTRICTED,
        /** At a login: no policy of the client accepts user JWTs, or the client is excluded. */
        NO_POLICY,
        /** At a login: the request asks for an offline session, which would outlive the source of the user JWT. */
        OFFLINE_ACCESS,
        /** The user signed in longer ago than {@code max_age} or the realm's maximum session lifespan. */
        TOO_OLD,
        /** Bound to a key whose possession the request does not prove (DPoP, mTLS). */
        UNPROVEN,
        /** The user of the grant is another one. */
        OTHER_USER,
        /** The user of the refresh token cannot be determined. */
        UNKNOWN_USER,
        /** A grant type whose user is unknown before the grant runs. */
        OTHER_GRANT,
        /** The realm's policies cannot be evaluated; a warning in the log names the cause. */
        POLICY_UNREADABLE;

        String code() {
            return "user_jwt_" + name().toLowerCase(Locale.ROOT);
        }
    }
}
