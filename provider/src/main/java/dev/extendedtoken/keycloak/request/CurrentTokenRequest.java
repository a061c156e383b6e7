package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.KeycloakSession;

/** The token request of a session, as its grant will see it: within Keycloak's limits, without control characters. */
public final class CurrentTokenRequest {

    private CurrentTokenRequest() {}

    public static TokenRequest read(KeycloakSession session) {
        MultivaluedMap<String, String> form =
                session.getContext().getHttpRequest().getDecodedFormParameters();
        ParameterLimits limits = ParameterLimits.forTokenRequest(session, form);
        Map<String, String> parameters = new HashMap<>();
        form.forEach((name, values) -> limits.first(name, values).ifPresent(value -> parameters.put(name, value)));
        return new TokenRequest(parameters);
    }
}
