package dev.extendedtoken.keycloak.apikey;

import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;
import org.keycloak.representations.AccessToken;

/**
 * Looks at whom a token response is for, whichever grant made it: UMA, which authenticates its client by itself, a
 * pre-authorized code, a grant of another extension. No token leaves the token endpoint without the key of its client.
 */
public final class TokenClientKeyCheckFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return context -> check(session, context);
    }

    private static void check(KeycloakSession session, TokenPostProcessorContext context) {
        ApiKeyEnforcement.of(session).filter(ApiKeyEnforcement::isEnabled).ifPresent(guard -> {
            guard.issued(client(session, context));
            issuedFor(session, context).ifPresent(guard::issued);
        });
    }

    /** The client session comes last: that of a UMA ticket belongs to the resource server. */
    private static ClientModel client(KeycloakSession session, TokenPostProcessorContext context) {
        return Optional.ofNullable(session.getContext().getClient())
                .orElseGet(() -> context.clientSessionCtx().getClientSession().getClient());
    }

    /** UMA gives a ticket to the client that the access token in the request was issued to. */
    private static Optional<ClientModel> issuedFor(KeycloakSession session, TokenPostProcessorContext context) {
        return Optional.ofNullable(context.accessToken())
                .map(AccessToken::getIssuedFor)
                .map(id -> session.getContext().getRealm().getClientByClientId(id));
    }

    @Override
    public String getId() {
        return "extended-token-api-key";
    }
}
