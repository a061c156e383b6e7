package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.json.JsonMediaType;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;

/**
 * A POST whose Content-Type says JSON, in a realm where a policy takes JSON. This is the only place that decides it: the
 * endpoints for JSON have no {@code @Consumes}, because RESTEasy does not know all of the header's grammar.
 */
public final class JsonRequest {

    private JsonRequest() {}

    /** Whether the current request is one. */
    public static boolean isCurrent(KeycloakSession session) {
        return isJson(session.getContext().getHttpRequest())
                && session.getProvider(ClientPolicyEvaluator.class).isConfigured(JsonRequestsConfiguration.class);
    }

    private static boolean isJson(HttpRequest request) {
        List<String> contentTypes = request.getHttpHeaders().getRequestHeader(HttpHeaders.CONTENT_TYPE);
        return HttpMethod.POST.equals(request.getHttpMethod())
                && contentTypes.size() == 1
                && JsonMediaType.parse(contentTypes.get(0)) != JsonMediaType.OTHER;
    }
}
