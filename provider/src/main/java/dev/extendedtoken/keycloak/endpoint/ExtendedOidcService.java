package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.gate.ExecutorConfiguration;
import dev.extendedtoken.keycloak.gate.Gate;
import dev.extendedtoken.keycloak.json.JsonMediaType;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.keycloak.common.Profile;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenIntrospectionEndpoint;
import org.keycloak.protocol.oidc.par.endpoints.ParRootEndpoint;

/**
 * Keycloak's OpenID Connect endpoints, with ours in front where a policy of the realm asks for them. It decides by
 * what is known before the body is read; everything else, odd media types included, reaches Keycloak as it came.
 */
public class ExtendedOidcService extends OIDCLoginProtocolService {

    private final KeycloakSession session;
    private final EventBuilder event;

    ExtendedOidcService(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
        this.event = event;
        if (gate().inUse(ExecutorConfiguration.class)) {
            hideUnreadableType();
        }
    }

    /** To Keycloak a media type that cannot be parsed is a server error, in each place that looks at it. */
    private void hideUnreadableType() {
        KeycloakContext context = session.getContext();
        try {
            context.getHttpRequest().getHttpHeaders().getMediaType();
        } catch (IllegalArgumentException e) {
            context.setHttpRequest(new RequestView(context.getHttpRequest(), null));
        }
    }

    @Override
    public Object token() {
        if (takesJson()) {
            return new JsonTokenEndpoint(session, new TokenManager(), event);
        }
        return gate().inUse(ExecutorConfiguration.class)
                ? new CountedTokenEndpoint(session, new TokenManager(), event)
                : super.token();
    }

    @Override
    public Object revoke() {
        return takesJson() ? new JsonRevocationEndpoint(session, event) : super.revoke();
    }

    /** The introspection endpoint; Keycloak itself has it below the token endpoint only. */
    Object introspect() {
        return takesJson()
                ? new JsonIntrospectionEndpoint(session, event)
                : new TokenIntrospectionEndpoint(session, event);
    }

    @Override
    public Object resolveExtension(String extension) {
        boolean par = ParRootEndpoint.PROVIDER_ID.equals(extension) && Profile.isFeatureEnabled(Profile.Feature.PAR);
        return par && takesJson() ? new JsonParEndpoint(session, event) : super.resolveExtension(extension);
    }

    private boolean takesJson() {
        return isJsonRequest() && gate().inUse(JsonRequestsConfiguration.class);
    }

    private Gate gate() {
        return session.getProvider(Gate.class);
    }

    private boolean isJsonRequest() {
        HttpRequest request = session.getContext().getHttpRequest();
        List<String> contentTypes = request.getHttpHeaders().getRequestHeader(HttpHeaders.CONTENT_TYPE);
        return HttpMethod.POST.equals(request.getHttpMethod())
                && contentTypes.size() == 1
                && JsonMediaType.matches(contentTypes.get(0));
    }
}
