package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.request.PageHeaders;
import jakarta.ws.rs.core.Response;
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
        new PageHeaders(session)
                .addTo(
                        response,
                        Map.of(
                                BrowserSecurityHeaders.CONTENT_SECURITY_POLICY.getHeaderName(),
                                CONTENT_SECURITY_POLICY,
                                BrowserSecurityHeaders.X_FRAME_OPTIONS.getHeaderName(),
                                "DENY",
                                BrowserSecurityHeaders.REFERRER_POLICY.getHeaderName(),
                                "no-referrer",
                                "Cross-Origin-Resource-Policy",
                                "same-origin",
                                "Pragma",
                                "no-cache"));
    }
}
