package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.request.PageHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;

/** The headers of the page and its files: the security headers of the realm, with stricter ones in their place. */
record ConsoleHeaders(KeycloakSession session) {

    void addTo(Response.ResponseBuilder response, ConsolePlace place) {
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        new PageHeaders(session)
                .addTo(
                        response,
                        Map.of(
                                BrowserSecurityHeaders.CONTENT_SECURITY_POLICY.getHeaderName(),
                                place.contentSecurityPolicy(),
                                BrowserSecurityHeaders.X_FRAME_OPTIONS.getHeaderName(),
                                "DENY",
                                BrowserSecurityHeaders.X_CONTENT_TYPE_OPTIONS.getHeaderName(),
                                "nosniff",
                                BrowserSecurityHeaders.REFERRER_POLICY.getHeaderName(),
                                "no-referrer",
                                "Cross-Origin-Opener-Policy",
                                "same-origin",
                                "Cross-Origin-Resource-Policy",
                                "same-origin",
                                "Vary",
                                "Accept-Language"));
    }
}
