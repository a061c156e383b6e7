package dev.extendedtoken.keycloak.userjwt.model;

import java.util.Locale;

/** A request's user JWT is not taken. The reason is for the event, never for the answer. */
public final class UserJwtException extends Exception {

    private static final long serialVersionUID = 1L;

    public UserJwtException(Reason reason) {
        super(reason.code(), null, false, false);
    }

    /** Stable words for events. */
    public enum Reason {
        /** The header was not sent, or is empty. */
        MISSING,
        /** The header was sent more than once. */
        REPEATED,
        /** No access token of this realm that is still good: signature, issuer, type, session, user, revocation. */
        INVALID,
        EXPIRED,
        /** Issued to a client that is not listed. */
        OTHER_CLIENT,
        /** Of a session in which somebody acts for the user. */
        IMPERSONATED,
        /**
         * Not of a session in which the user has signed in at that client: it came from a token exchange or a UMA ticket,
         * or, where it is to sign somebody in, it is an offline one or of a login by user JWT.
         */
        RESTRICTED,
        /** At a login: no policy of the client takes user JWTs, or it is a client at which none signs in. */
        NO_POLICY,
        /** At a login: for an offline session, which would outlive the one that the user JWT comes from. */
        OFFLINE_ACCESS,
        /** Signed in longer ago than the realm lets a session live. */
        TOO_OLD,
        /** Bound to a key that the request does not prove (DPoP, mTLS). */
        UNPROVEN,
        /** Not the user of the grant. */
        OTHER_USER,
        /** Whose the refresh token is cannot be found out. */
        UNKNOWN_USER,
        /** Nobody can say before it runs whose grant it is. */
        OTHER_GRANT,
        /** The realm's policies cannot be evaluated; a warning in the log says why. */
        POLICY_UNREADABLE;

        String code() {
            return "user_jwt_" + name().toLowerCase(Locale.ROOT);
        }
    }
}
