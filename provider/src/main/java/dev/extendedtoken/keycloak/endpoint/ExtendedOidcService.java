package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.gate.Gate;
import dev.extendedtoken.keycloak.json.JsonMediaType;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.TokenManager;

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
    }

    @Override
    public Object token() {
        return isJsonRequest() && session.getProvider(Gate.class).inUse(JsonRequestsConfiguration.class)
                ? new JsonTokenEndpoint(session, new TokenManager(), event)
                : super.token();
    }

    private boolean isJsonRequest() {
        HttpRequest request = session.getContext().getHttpRequest();
        List<String> contentTypes = request.getHttpHeaders().getRequestHeader(HttpHeaders.CONTENT_TYPE);
        return HttpMethod.POST.equals(request.getHttpMethod())
                && contentTypes.size() == 1
                && JsonMediaType.matches(contentTypes.get(0));
    }
}
