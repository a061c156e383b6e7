package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import dev.extendedtoken.keycloak.userjwt.model.UserJwt;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException.Reason;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.jose.jws.JWSHeader;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.GrantTypeEndpointRestrictionValidator;
import org.keycloak.util.TokenUtil;

/**
 * Reads the user JWT of the current request: an access token of this realm, checked as Keycloak checks those that come
 * to its own endpoints, and then by a {@link UserJwtPolicy}.
 */
final class UserJwtVerifier {

    private static final Logger LOG = Logger.getLogger(UserJwtVerifier.class);

    private static final List<String> TYPES = List.of(TokenUtil.TOKEN_TYPE_BEARER, TokenUtil.TOKEN_TYPE_DPOP);

    private static final Set<String> DERIVING_GRANTS =
            Set.of(OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE, OAuth2Constants.UMA_GRANT_TYPE);

    private final KeycloakSession session;
    private final KeyBinding binding;
    private final Set<SessionType> kinds;

    /** @param kinds of sessions whose tokens are taken */
    UserJwtVerifier(KeycloakSession session, Possession possession, Set<SessionType> kinds) {
        this.session = session;
        this.kinds = kinds;
        this.binding = new KeyBinding(session, possession);
    }

    /** Whether the request has such a header at all. */
    boolean isSent(String header) {
        return sent(header).stream().anyMatch(value -> !value.isEmpty());
    }

    /** @throws UserJwtException if it is not taken */
    UserJwt verify(UserJwtPolicy policy) throws UserJwtException {
        List<String> sent = sent(policy.header());
        if (sent.size() > 1) {
            throw new UserJwtException(Reason.REPEATED);
        }
        if (!isSent(policy.header())) {
            throw new UserJwtException(Reason.MISSING);
        }
        Outcome outcome = inSessionOfItsOwn(sent.get(0), policy);
        if (outcome.refused.isPresent()) {
            throw new UserJwtException(outcome.refused.get());
        }
        return outcome.jwt.orElseThrow();
    }

    private List<String> sent(String header) {
        List<String> values =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(header);
        return values == null ? List.of() : values;
    }

    /**
     * Keycloak's check makes the token's client and user those of the request, and loads sessions that a refresh has to
     * read later, under its lock.
     */
    private Outcome inSessionOfItsOwn(String encoded, UserJwtPolicy policy) {
        if (!isReadable(encoded)) {
            return Outcome.refused(Reason.INVALID);
        }
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    own -> new DatabaseTransaction(own).read(() -> outcome(own, encoded, policy)),
                    "user JWT");
        } catch (NullPointerException | IllegalArgumentException | ClassCastException e) {
            // Without the claims that every token of Keycloak has, so it is none.
            LOG.debug("A user JWT cannot be read", e);
            return Outcome.refused(Reason.INVALID);
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
        KeycloakContext context = own.getContext();
        AuthenticationManager.AuthResult found = AuthenticationManager.verifyIdentityToken(
                own,
                context.getRealm(),
                session.getContext().getUri(),
                session.getContext().getConnection(),
                false,
                true,
                null,
                false,
                encoded,
                session.getContext().getHttpRequest().getHttpHeaders(),
                verifier -> verifier.tokenType(TYPES).withChecks(GrantTypeEndpointRestrictionValidator.check(own)));
        if (found == null
                || !isOfLiveSession(found)
                || isNotYetValid(own, found.token())
                || !new UserJwtSessions(own).hasLiveSource(found.session())
                || new AccessTokenRevocations(own)
                        .contains(own.getContext().getRealm(), found.token().getId())) {
            return Outcome.refused(Reason.INVALID);
        }
        return objection(own, found, encoded, policy)
                .map(Outcome::refused)
                .orElseGet(() -> Outcome.accepted(new UserJwt(
                        found.user().getId(), found.token().getIssuedFor(), authTime(found.session()), source(found))));
    }

    private Optional<Reason> objection(
            KeycloakSession own, AuthenticationManager.AuthResult found, String encoded, UserJwtPolicy policy) {
        AccessToken token = found.token();
        if (!policy.issuedTo().contains(token.getIssuedFor())) {
            return Optional.of(Reason.OTHER_CLIENT);
        }
        if (isImpersonated(found)) {
            return Optional.of(Reason.IMPERSONATED);
        }
        if (isDerived(own, token) || !kinds.contains(kind(own, found))) {
            return Optional.of(Reason.RESTRICTED);
        }
        if (isExpired(token, policy.maxExpired())) {
            return Optional.of(Reason.EXPIRED);
        }
        return binding.isProven(own, token, encoded) ? Optional.empty() : Optional.of(Reason.UNPROVEN);
    }

    /** Without a session's id there is nobody who has signed in, and nothing that a logout would end. */
    private static boolean isOfLiveSession(AuthenticationManager.AuthResult found) {
        return found.session() != null
                && found.token().getSessionId() != null
                && found.user().getServiceAccountClientLink() == null
                && isClientSessionLive(found);
    }

    /** As a refresh would find it; a token that has not expired says it for itself. */
    private static boolean isClientSessionLive(AuthenticationManager.AuthResult found) {
        AuthenticatedClientSessionModel clientSession = found.session()
                .getAuthenticatedClientSessionByClient(found.client().getId());
        return !isExpired(found.token(), 0)
                || AuthenticationManager.isClientSessionValid(
                        found.client().getRealm(), found.client(), found.session(), clientSession);
    }

    /** Keycloak leaves these to the check of the expiry, which is ours here. */
    private static boolean isNotYetValid(KeycloakSession own, AccessToken token) {
        return !token.isNotBefore(0)
                || token.getIat() < own.getContext().getRealm().getNotBefore();
    }

    private static boolean isImpersonated(AuthenticationManager.AuthResult found) {
        return Arrays.stream(ImpersonationSessionNote.values())
                        .anyMatch(note -> found.session().getNote(note.toString()) != null)
                || found.token().getOtherClaims().containsKey("act");
    }

    /**
     * By what the token says of itself, and by the grant that its id names: that is all that there is in tokens from before
     * the claim.
     */
    private static boolean isDerived(KeycloakSession own, AccessToken token) {
        return token.getOtherClaims().containsKey(DerivedToken.CLAIM)
                || token.getAuthorization() != null
                || DERIVING_GRANTS.contains(own.getProvider(TokenContextEncoderProvider.class)
                        .getTokenContextFromTokenId(token.getId())
                        .getGrantType());
    }

    private static SessionType kind(KeycloakSession own, AuthenticationManager.AuthResult found) {
        SessionType kind = own.getProvider(TokenContextEncoderProvider.class)
                .getTokenContextFromTokenId(found.token().getId())
                .getSessionType();
        if (kind != SessionType.UNKNOWN) {
            return kind;
        }
        return found.session().isOffline() ? SessionType.OFFLINE : SessionType.ONLINE;
    }

    private static boolean isExpired(AccessToken token, int tolerated) {
        return token.getExp() == null || token.getExp() + tolerated <= Time.currentTimeSeconds();
    }

    private static UserJwtSource source(AuthenticationManager.AuthResult found) {
        AuthenticatedClientSessionModel clientSession = found.session()
                .getAuthenticatedClientSessionByClient(found.client().getId());
        return new UserJwtSource(
                found.session().getId(),
                found.session().getStarted(),
                found.client().getId(),
                clientSession == null ? 0 : clientSession.getStarted());
    }

    private static int authTime(UserSessionModel userSession) {
        String note = userSession.getNote(AuthenticationManager.AUTH_TIME);
        return note == null ? userSession.getStarted() : Integer.parseInt(note);
    }

    private record Outcome(Optional<UserJwt> jwt, Optional<Reason> refused) {

        static Outcome accepted(UserJwt jwt) {
            return new Outcome(Optional.of(jwt), Optional.empty());
        }

        static Outcome refused(Reason reason) {
            return new Outcome(Optional.empty(), Optional.of(reason));
        }
    }
}
