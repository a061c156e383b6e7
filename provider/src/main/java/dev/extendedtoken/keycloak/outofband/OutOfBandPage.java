package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationResponse;
import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.theme.beans.LocaleBean;

/**
 * The page that takes the place of the redirect, in the realm's login theme: its template is
 * {@code theme-resources/templates/out-of-band.ftl}. What it shows comes from the server; nothing of the request is
 * on it but an error code.
 */
final class OutOfBandPage {

    private static final String TEMPLATE = "out-of-band.ftl";

    /** Files of the theme and nothing else; the scripts that themes write into their pages do not run. */
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

    /** RFC 6749 allows more, but what it allows more no error code has. */
    private static final Pattern ERROR = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final KeycloakSession session;
    private final ClientModel client;
    private final OutOfBandUri uri;

    OutOfBandPage(KeycloakSession session, ClientModel client, OutOfBandUri uri) {
        this.session = session;
        this.client = client;
        this.uri = uri;
    }

    /** @param user whose language it is; null if nobody has signed in */
    /**
     * The answer to the client's request: the page, or JSON for a {@link Headless} one.
     *
     * @param user whose language it is; null if nobody has signed in
     */
    Response show(AuthorizationResponse answer, UserModel user) {
        boolean hasNotBegun = session.getContext().getAuthenticationSession() == null;
        boolean headless = Headless.isCurrent(session) || hasNotBegun && Headless.acceptsJsonOnly(session);
        return uri == OutOfBandUri.AUTO && headless ? new HeadlessResponse(session).of(answer) : page(answer, user);
    }

    private Response page(AuthorizationResponse answer, UserModel user) {
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        Response page = render(answer, user);
        Response.ResponseBuilder response = Response.fromResponse(page);
        // As bytes: Keycloak writes a script into every page that is a string.
        if (page.getEntity() instanceof String html) {
            response.entity(html.getBytes(StandardCharsets.UTF_8));
        }
        addHeaders(response);
        return response.build();
    }

    private Response render(AuthorizationResponse answer, UserModel user) {
        // One of its own: the session's has been filled in for the page that was shown before.
        LoginFormsProvider page = session.getKeycloakSessionFactory()
                .getProviderFactory(LoginFormsProvider.class)
                .create(session);
        try {
            String error = answer.error().map(OutOfBandPage::shownError).orElse("");
            String title = answer.code().map(code -> "Success code=" + code).orElse("Denied error=" + error);
            return page.setUser(user)
                    .setStatus(answer.code().isPresent() ? Response.Status.OK : Response.Status.BAD_REQUEST)
                    .setAttribute("outOfBand", content(answer, error))
                    .setAttributeMapper(attributes -> adapted(attributes, title))
                    .createForm(TEMPLATE);
        } finally {
            page.close();
        }
    }

    private static String shownError(String error) {
        return ERROR.matcher(error).matches() ? error : "server_error";
    }

    private Map<String, Object> content(AuthorizationResponse answer, String error) {
        return Map.of(
                "auto",
                uri == OutOfBandUri.AUTO,
                "clientName",
                client.getName() == null || client.getName().isBlank() ? client.getClientId() : client.getName(),
                "code",
                answer.code().orElse(""),
                "error",
                error,
                "hint",
                answer.errorDescription()
                        .flatMap(AuthorizationError::described)
                        .map(AuthorizationError::description)
                        .orElse(""));
    }

    /** Another language cannot be chosen here: the code would be gone. */
    private static Map<String, Object> adapted(Map<String, Object> attributes, String title) {
        Map<String, Object> adapted = new HashMap<>(attributes);
        adapted.put("title", title);
        if (attributes.get("locale") instanceof LocaleBean locale) {
            adapted.put(
                    "locale",
                    Map.of(
                            "current",
                            locale.getCurrent(),
                            "currentLanguageTag",
                            locale.getCurrentLanguageTag(),
                            "rtl",
                            locale.isRtl(),
                            "supported",
                            List.of()));
        }
        return adapted;
    }

    /** The realm's own, made stricter where a page with a code needs it. */
    private void addHeaders(Response.ResponseBuilder response) {
        Map<String, String> headers = new HashMap<>();
        Map<String, String> configured = session.getContext().getRealm().getBrowserSecurityHeaders();
        for (BrowserSecurityHeaders header : BrowserSecurityHeaders.values()) {
            headers.put(header.getHeaderName(), configured.getOrDefault(header.getKey(), header.getDefaultValue()));
        }
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
        // Where Keycloak has set it already for the pages of a login.
        session.getContext().getHttpResponse().setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
