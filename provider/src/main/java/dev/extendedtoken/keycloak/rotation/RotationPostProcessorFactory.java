package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.rotation.derived.Ancestors;
import dev.extendedtoken.keycloak.rotation.derived.Derivation;
import dev.extendedtoken.keycloak.rotation.family.Ancestor;
import dev.extendedtoken.keycloak.rotation.policy.RotationConfiguration;
import dev.extendedtoken.keycloak.rotation.token.FamilyClaims;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;
import org.keycloak.representations.RefreshToken;

/**
 * Completes the tokens of every token response, whichever grant or endpoint makes it, right before Keycloak encodes them:
 * all checks are passed, and every policy that may remove the refresh token has run. A refresh is applied here.
 */
public final class RotationPostProcessorFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return response -> process(session, response);
    }

    private static void process(KeycloakSession session, TokenPostProcessorContext response) {
        RefreshToken presented = response.requestRefreshToken();
        if (presented != null) {
            // Whether or not its client rotates: a token that is refreshed from a derived one is derived.
            DerivedToken.claim(presented).ifPresent(claim -> mark(response, claim));
            RotatingRefreshTokenFactory.provider(session).ifPresent(provider -> provider.apply(response));
            return;
        }
        if (DerivedToken.isRequested(session) && isConfigured(session)) {
            mark(response, ancestors(session));
        }
        if (response.refreshToken() != null && isBuiltIn(response.refreshToken())) {
            Optional<String> derivedFrom = Ancestors.firstFamily(DerivedToken.claim(response.refreshToken()));
            new FirstToken(session, response, derivedFrom).startFamily();
        }
    }

    private static boolean isConfigured(KeycloakSession session) {
        return session.getProvider(ClientPolicyEvaluator.class).isConfigured(RotationConfiguration.class);
    }

    private static List<Map<String, Object>> ancestors(KeycloakSession session) {
        return new Derivation(session, session.getContext().getRealm())
                .ancestors().stream().map(Ancestor::toClaim).toList();
    }

    private static void mark(TokenPostProcessorContext response, Object ancestors) {
        DerivedToken.mark(response.accessToken(), ancestors);
        DerivedToken.mark(response.refreshToken(), ancestors);
        if (response.refreshToken() != null) {
            Ancestors.endsAt(ancestors).ifPresent(second -> endBy(second, response.refreshToken()));
        }
    }

    private static void endBy(long second, RefreshToken token) {
        long expiresAt = FamilyClaims.orZero(token.getExp());
        token.exp(expiresAt == 0 ? second : Math.min(second, expiresAt));
    }

    private static boolean isBuiltIn(RefreshToken token) {
        return RotatingRefreshTokenFactory.isBuiltIn(token);
    }

    /** Keycloak calls post-processors with a high order first. */
    @Override
    public int order() {
        return -1000;
    }

    @Override
    public String getId() {
        return "refresh-token-rotation";
    }
}
