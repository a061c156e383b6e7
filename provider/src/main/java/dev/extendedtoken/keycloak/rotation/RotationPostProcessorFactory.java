package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.rotation.family.Ancestor;
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
 * The last look at the tokens of every answer, whichever grant or endpoint makes it: all checks are passed, and all
 * that may still drop the refresh token has run. Only here is written what a refresh has decided.
 */
public final class RotationPostProcessorFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return answer -> process(session, answer);
    }

    private static void process(KeycloakSession session, TokenPostProcessorContext answer) {
        RefreshToken presented = answer.requestRefreshToken();
        if (presented != null) {
            // Whether or not its client rotates: what comes of a derived token is derived.
            DerivedToken.claim(presented).ifPresent(claim -> mark(answer, claim));
            Refresh.of(session, presented).ifPresent(refresh -> refresh.complete(answer));
            return;
        }
        if (DerivedToken.isRequested(session) && isConfigured(session)) {
            mark(answer, ancestors(session));
        }
        if (answer.refreshToken() != null && isBuiltIn(answer.refreshToken())) {
            Optional<String> derivedFrom = Ancestors.family(DerivedToken.claim(answer.refreshToken()));
            new FirstToken(session, answer, derivedFrom).startFamily();
        }
    }

    private static boolean isConfigured(KeycloakSession session) {
        return session.getProvider(ClientPolicyEvaluator.class).isConfigured(RotationConfiguration.class);
    }

    private static List<Map<String, Object>> ancestors(KeycloakSession session) {
        return new Derivation(session, session.getContext().getRealm())
                .ancestors().stream().map(Ancestor::toClaim).toList();
    }

    private static void mark(TokenPostProcessorContext answer, Object ancestors) {
        DerivedToken.mark(answer.accessToken(), ancestors);
        DerivedToken.mark(answer.refreshToken(), ancestors);
        if (answer.refreshToken() != null) {
            Ancestors.endsAt(ancestors).ifPresent(second -> endBy(second, answer.refreshToken()));
        }
    }

    private static void endBy(long second, RefreshToken token) {
        long expiresAt = FamilyClaims.orZero(token.getExp());
        token.exp(expiresAt == 0 ? second : Math.min(second, expiresAt));
    }

    private static boolean isBuiltIn(RefreshToken token) {
        return RotatingRefreshTokenFactory.isBuiltIn(token);
    }

    /** Keycloak asks those with a high order first. */
    @Override
    public int order() {
        return -1000;
    }

    @Override
    public String getId() {
        return "refresh-token-rotation";
    }
}
