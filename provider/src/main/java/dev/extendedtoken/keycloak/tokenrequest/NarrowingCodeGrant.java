package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.request.PresentedCode;
import dev.extendedtoken.keycloak.tokenrequest.model.CodeVerifier;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantType;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.util.DefaultClientSessionContext;

/**
 * Keycloak's {@link AuthorizationCodeGrantType} with code verifiers longer than in RFC 7636 and with a {@code scope} that
 * reduces the grant.
 */
public class NarrowingCodeGrant extends AuthorizationCodeGrantType {

    @Override
    public Response process(Context context) {
        setContext(context);
        replaceLongVerifier(context.getFormParams());
        return super.process(context);
    }

    private void replaceLongVerifier(MultivaluedMap<String, String> parameters) {
        String code = parameters.getFirst(OAuth2Constants.CODE);
        String verifier = parameters.getFirst(OAuth2Constants.CODE_VERIFIER);
        LongCodeVerifiers longCodeVerifiers = new LongCodeVerifiers(session);
        boolean mayBeLong = code != null && verifier != null && CodeVerifier.isWellFormed(verifier);
        if (!mayBeLong || !longCodeVerifiers.areAllowed(client)) {
            return;
        }
        PresentedCode.find(session, client, code)
                .map(presented -> presented.data().getCodeChallenge())
                .flatMap(challenge -> longCodeVerifiers.replacement(client, verifier, challenge))
                .ifPresent(replacement -> parameters.putSingle(OAuth2Constants.CODE_VERIFIER, replacement));
    }

    @Override
    protected TokenManager.AccessTokenResponseBuilder createTokenResponseBuilder(
            UserModel user,
            UserSessionModel userSession,
            ClientSessionContext granted,
            String scope,
            Function<TokenManager.AccessTokenResponseBuilder, ClientPolicyContext> policies) {
        Optional<String> narrowed = CodeScope.narrows(session, client)
                ? CodeScope.narrowed(session, user, scope, formParams.getFirst(OAuth2Constants.SCOPE))
                : Optional.empty();
        if (narrowed.isEmpty()) {
            return super.createTokenResponseBuilder(user, userSession, granted, scope, policies);
        }
        ScopeLimit.apply(session);
        return super.createTokenResponseBuilder(
                user, userSession, narrowed(granted, narrowed.get()), narrowed.get(), policies);
    }

    /** Copies the attributes that the grant has set from the request. */
    private ClientSessionContext narrowed(ClientSessionContext granted, String scope) {
        ClientSessionContext narrowed = DefaultClientSessionContext.fromClientSessionAndScopeParameter(
                granted.getClientSession(), scope, session);
        narrowed.setAttribute(
                OIDCLoginProtocol.NONCE_PARAM, granted.getAttribute(OIDCLoginProtocol.NONCE_PARAM, String.class));
        narrowed.setAttribute(
                Constants.AUTHORIZATION_DETAILS_RESPONSE,
                granted.getAttribute(Constants.AUTHORIZATION_DETAILS_RESPONSE, Object.class));
        return narrowed;
    }
}
