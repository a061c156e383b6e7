package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import dev.extendedtoken.keycloak.userjwt.model.UserJwt;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException.Reason;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.jose.jws.JWSHeader;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.GrantTypeEndpointRestrictionValidator;
import org.keycloak.util.TokenUtil;

/**
 * Reads the user JWT of the current request: an access token of this realm. Keycloak verifies it as at its own endpoints,
 * {@link VerifiedToken} what Keycloak leaves to its callers, and a {@link UserJwtPolicy} decides whether it is accepted.
 */
final class UserJwtVerifier {

    private static final Logger LOG = Logger.getLogger(UserJwtVerifier.class);

    private static final List<String> TYPES = List.of(TokenUtil.TOKEN_TYPE_BEARER, TokenUtil.TOKEN_TYPE_DPOP);

    private final KeycloakSession session;
    private final KeyBinding binding;
    private final Set<SessionType> sessionTypes;

    /** @param sessionTypes the types of user sessions whose tokens are accepted */
    UserJwtVerifier(KeycloakSession session, ProofOfPossession proof, Set<SessionType> sessionTypes) {
        this.session = session;
        this.sessionTypes = sessionTypes;
        this.binding = new KeyBinding(session, proof);
    }

    /** Whether the request has the header with a value. */
    boolean isSent(String header) {
        return sent(header).stream().anyMatch(value -> !value.isEmpty());
    }

    /** @throws UserJwtException if there is no user JWT, or it is not accepted */
    UserJwt verify(UserJwtPolicy policy) throws UserJwtException {
        List<String> sent = sent(policy.header());
        if (sent.size() > 1) {
            throw new UserJwtException(Reason.REPEATED);
        }
        if (!isSent(policy.header())) {
            throw new UserJwtException(Reason.MISSING);
        }
        Outcome outcome = verify(sent.get(0), policy);
        if (outcome.violation.isPresent()) {
            throw new UserJwtException(outcome.violation.get());
        }
        return outcome.jwt.orElseThrow();
    }

    private List<String> sent(String header) {
        List<String> values =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(header);
        return values == null ? List.of() : values;
    }

    /**
     * Verifies in a separate Keycloak session. Keycloak's verification sets the token's client and user in the context, and
     * loads sessions that a refresh must read later, under its lock.
     */
    private Outcome verify(String encoded, UserJwtPolicy policy) {
        if (!isReadable(encoded)) {
            return Outcome.violated(Reason.INVALID);
        }
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    own -> new DatabaseTransaction(own).read(() -> outcome(own, encoded, policy)),
                    "user JWT");
        } catch (NullPointerException | IllegalArgumentException | ClassCastException e) {
            // The token lacks claims that every token of Keycloak has.
            LOG.debug("A user JWT cannot be read", e);
            return Outcome.violated(Reason.INVALID);
        }
    }

    private static boolean isReadable(String encoded) {
        try {
            JWSHeader header = new JWSInput(encoded).getHeader();
            return header.getAlgorithm() != null && header.getKeyId() != null;
        } catch (JWSInputException | RuntimeException e) {
            return false;
        }
    }

    private Outcome outcome(KeycloakSession own, String encoded, UserJwtPolicy policy) {
        Optional<VerifiedToken> found = Optional.ofNullable(verifyIdentityToken(own, encoded))
                .map(result -> new VerifiedToken(own, result, encoded, sessionTypes, binding))
                .filter(VerifiedToken::isValid);
        if (found.isEmpty()) {
            return Outcome.violated(Reason.INVALID);
        }
        VerifiedToken token = found.get();
        return policy.violation(token)
                .map(Outcome::violated)
                .orElseGet(() -> new Outcome(Optional.of(token.userJwt()), Optional.empty()));
    }

    private AuthenticationManager.AuthResult verifyIdentityToken(KeycloakSession own, String encoded) {
        return AuthenticationManager.verifyIdentityToken(
                own,
                own.getContext().getRealm(),
                session.getContext().getUri(),
                session.getContext().getConnection(),
                false,
                true,
                null,
                false,
                encoded,
                session.getContext().getHttpRequest().getHttpHeaders(),
                verifier -> verifier.tokenType(TYPES).withChecks(GrantTypeEndpointRestrictionValidator.check(own)));
    }

    private record Outcome(Optional<UserJwt> jwt, Optional<Reason> violation) {

        static Outcome violated(Reason reason) {
            return new Outcome(Optional.empty(), Optional.of(reason));
        }
    }
}
