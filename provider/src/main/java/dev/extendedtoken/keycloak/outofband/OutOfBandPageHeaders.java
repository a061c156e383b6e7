package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.request.NoStore;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;

/** The headers of {@link OutOfBandPage}: the security headers of the realm, stricter for a page with a code. */
record OutOfBandPageHeaders(KeycloakSession session) {

    /** Allows only files of the theme. Inline scripts of themes do not run. */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    void addTo(Response.ResponseBuilder response) {
        Map<String, String> headers = realmHeaders();
        headers.put(BrowserSecurityHeaders.CONTENT_SECURITY_POLICY.getHeaderName(), CONTENT_SECURITY_POLICY);
        headers.put(BrowserSecurityHeaders.X_FRAME_OPTIONS.getHeaderName(), "DENY");
        headers.put(BrowserSecurityHeaders.REFERRER_POLICY.getHeaderName(), "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Pragma", "no-cache");
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
