package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;

/** The headers of a page of the extension: the realm's {@link BrowserSecurityHeaders}, and no-store. */
public record PageHeaders(KeycloakSession session) {

    /** @param stricter by name; they take the place of those of the realm, or are added */
    public void addTo(Response.ResponseBuilder response, Map<String, String> stricter) {
        Map<String, String> headers = realmHeaders();
        headers.putAll(stricter);
        headers.forEach((name, value) -> {
            if (value != null && !value.isEmpty()) {
                response.header(name, value);
            }
        });
        NoStore.set(session);
    }

    private Map<String, String> realmHeaders() {
        Map<String, String> headers = new HashMap<>();
        Map<String, String> configured = session.getContext().getRealm().getBrowserSecurityHeaders();
        for (BrowserSecurityHeaders header : BrowserSecurityHeaders.values()) {
            headers.put(header.getHeaderName(), configured.getOrDefault(header.getKey(), header.getDefaultValue()));
        }
        return headers;
    }
}
