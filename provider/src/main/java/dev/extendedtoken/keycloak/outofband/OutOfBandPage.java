package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationResponse;
import dev.extendedtoken.keycloak.outofband.model.CodeLifetime;
import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.theme.beans.LocaleBean;

/**
 * The page with the code or the error, in the realm's login theme. The template is
 * {@code theme-resources/templates/out-of-band.ftl}. The page contains no text of the request except an error code.
 */
final class OutOfBandPage {

    private static final String TEMPLATE = "out-of-band.ftl";

    /** RFC 6749 section 4.1.2.1 allows more characters, but no registered error code has them. */
    private static final Pattern ERROR = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final KeycloakSession session;
    private final ClientModel client;
    private final OutOfBandUri uri;

    OutOfBandPage(KeycloakSession session, ClientModel client, OutOfBandUri uri) {
        this.session = session;
        this.client = client;
        this.uri = uri;
    }

    /**
     * The response to the authorization request: the page, or JSON for a {@link Headless} request.
     *
     * @param user the user whose language the page has; null if no user has signed in
     */
    Response show(AuthorizationResponse answer, UserModel user) {
        boolean hasNotBegun = session.getContext().getAuthenticationSession() == null;
        boolean headless = Headless.isCurrent(session) || hasNotBegun && Headless.acceptsJsonOnly(session);
        return uri == OutOfBandUri.AUTO && headless ? new HeadlessResponse(session).create(answer) : page(answer, user);
    }

    private Response page(AuthorizationResponse answer, UserModel user) {
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        Response page = render(answer, user);
        Response.ResponseBuilder response = Response.fromResponse(page);
        // As bytes, because Keycloak adds a script to pages that are strings.
        if (page.getEntity() instanceof String html) {
            response.entity(html.getBytes(StandardCharsets.UTF_8));
        }
        new OutOfBandPageHeaders(session).addTo(response);
        return response.build();
    }

    private Response render(AuthorizationResponse answer, UserModel user) {
        // A new instance, because that of the session has the attributes of the previous page.
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
        CodeLifetime lifetime =
                CodeLifetime.ofSeconds(session.getContext().getRealm().getAccessCodeLifespan());
        return Map.of(
                "auto",
                uri == OutOfBandUri.AUTO,
                "clientName",
                client.getName() == null || client.getName().isBlank() ? client.getClientId() : client.getName(),
                "code",
                answer.code().orElse(""),
                "lifetime",
                lifetime.number(),
                "lifetimeUnit",
                lifetime.message(),
                "error",
                error,
                "hint",
                answer.errorDescription()
                        .flatMap(AuthorizationError::findByDescription)
                        .map(AuthorizationError::description)
                        .orElse(""));
    }

    /** Sets the title and removes the choice of languages, which would load the page again without the code. */
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
}
