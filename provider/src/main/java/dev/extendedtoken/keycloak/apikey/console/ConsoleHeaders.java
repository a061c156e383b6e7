package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.request.NoStore;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;

/** The headers of the page and its files: the security headers of the realm, with stricter ones in their place. */
record ConsoleHeaders(KeycloakSession session) {

    void addTo(Response.ResponseBuilder response, ConsolePlace place) {
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        Map<String, String> headers = realmHeaders();
        headers.put(BrowserSecurityHeaders.CONTENT_SECURITY_POLICY.getHeaderName(), place.contentSecurityPolicy());
        headers.put(BrowserSecurityHeaders.X_FRAME_OPTIONS.getHeaderName(), "DENY");
        headers.put(BrowserSecurityHeaders.X_CONTENT_TYPE_OPTIONS.getHeaderName(), "nosniff");
        headers.put(BrowserSecurityHeaders.REFERRER_POLICY.getHeaderName(), "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Vary", "Accept-Language");
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
