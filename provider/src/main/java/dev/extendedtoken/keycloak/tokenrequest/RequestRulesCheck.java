package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.CurrentTokenRequest;
import dev.extendedtoken.keycloak.request.PresentedCode;
import dev.extendedtoken.keycloak.request.TokenRequest;
import dev.extendedtoken.keycloak.tokenrequest.model.Granted;
import dev.extendedtoken.keycloak.tokenrequest.model.GrantedScopes;
import dev.extendedtoken.keycloak.tokenrequest.model.RuleViolation;
import java.util.List;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.util.DefaultClientSessionContext;

/** Checks the current token request by the rules of a client's policies. */
public final class RequestRulesCheck {

    private static final RuleViolation UNREADABLE = new RuleViolation(
            "policies-unreadable",
            "unauthorized_client",
            "The token endpoint cannot be used at the moment; an administrator has to correct the client policies");

    private final KeycloakSession session;

    public RequestRulesCheck(KeycloakSession session) {
        this.session = session;
    }

    /** The error response if the request violates a rule of this client's policies. */
    public Optional<RuleViolationError> error(ClientModel client) {
        return session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, RequestRulesConfiguration.class)
                .map(matching -> violation(client, matching), () -> Optional.of(UNREADABLE))
                .map(RuleViolationError::new);
    }

    private Optional<RuleViolation> violation(ClientModel client, List<RequestRulesConfiguration> matching) {
        if (matching.isEmpty()) {
            return Optional.empty();
        }
        TokenRequest request = CurrentTokenRequest.read(session);
        return matching.stream()
                .flatMap(one -> one.rules().violation(request, () -> granted(client, request)).stream())
                .findFirst();
    }

    private Optional<Granted> granted(ClientModel client, TokenRequest request) {
        return request.isGrant(TokenRequest.AUTHORIZATION_CODE)
                ? request.get(OAuth2Constants.CODE)
                        .flatMap(code -> PresentedCode.find(session, client, code))
                        .map(this::granted)
                : request.get(OAuth2Constants.REFRESH_TOKEN)
                        .flatMap(this::refreshToken)
                        .map(this::granted);
    }

    /** The scopes of an exchange without a parameter {@code scope}. */
    private Granted granted(PresentedCode code) {
        String requested = Optional.ofNullable(code.data().getScope()).orElse("");
        String scopes = DefaultClientSessionContext.fromClientSessionAndScopeParameter(
                        code.clientSession(), requested, session)
                .getScopeString(true);
        Optional<UserModel> user = Optional.of(code.userSession().getUser());
        return new Granted(
                GrantedScopes.parse(scopes, new OrganizationScopes(session, user))::includes,
                code.data().getRedirectUriParam() != null,
                code.data().getCodeChallenge() != null);
    }

    /** Verifies only the signature. Keycloak checks afterwards whether the token is still valid. */
    private Optional<RefreshToken> refreshToken(String token) {
        return Optional.ofNullable(session.tokens().decode(token, RefreshToken.class));
    }

    private Granted granted(RefreshToken token) {
        String scopes = Optional.ofNullable(token.getScope()).orElse("");
        Optional<UserModel> user = Optional.ofNullable(token.getSubject())
                .map(id -> session.users().getUserById(session.getContext().getRealm(), id));
        return new Granted(GrantedScopes.parse(scopes, new OrganizationScopes(session, user))::includes, false, false);
    }
}
