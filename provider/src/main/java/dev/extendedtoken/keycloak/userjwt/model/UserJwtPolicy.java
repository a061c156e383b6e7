package dev.extendedtoken.keycloak.userjwt.model;

import dev.extendedtoken.keycloak.userjwt.model.UserJwtException.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Which user JWTs are accepted.
 *
 * @param header the request header with the user JWT
 * @param issuedTo the {@code clientId}s of the clients that it may have been issued to
 * @param maxExpired maximum number of seconds since its expiry
 */
public record UserJwtPolicy(String header, List<String> issuedTo, int maxExpired) {

    public static final String HEADER = "header";
    public static final String ISSUED_TO = "issued-to";
    public static final String MAX_EXPIRED_SECONDS = "max-expired-seconds";

    public static final String DEFAULT_HEADER = "x-user-jwt";

    /** The same policy for requests that start a new session or grant. */
    public UserJwtPolicy notExpired() {
        return new UserJwtPolicy(header, issuedTo, 0);
    }

    /** The first check that the token fails. */
    public Optional<Reason> violation(Token token) {
        if (!issuedTo.contains(token.issuedTo())) {
            return Optional.of(Reason.OTHER_CLIENT);
        }
        if (token.isImpersonated()) {
            return Optional.of(Reason.IMPERSONATED);
        }
        if (token.isRestricted()) {
            return Optional.of(Reason.RESTRICTED);
        }
        if (token.isExpiredFor(maxExpired)) {
            return Optional.of(Reason.EXPIRED);
        }
        return token.isPossessionProven() ? Optional.empty() : Optional.of(Reason.UNPROVEN);
    }

    /** A valid token of the realm. A check may use up a proof, so each is called only if those before have passed. */
    public interface Token {

        /** The {@code clientId} of the client that the token was issued to. */
        String issuedTo();

        boolean isImpersonated();

        /** Whether it does not come from a login of the user: {@link Reason#RESTRICTED}. */
        boolean isRestricted();

        /** Whether it has expired at least this number of seconds ago, or has no expiry. */
        boolean isExpiredFor(int seconds);

        boolean isPossessionProven();
    }
}
