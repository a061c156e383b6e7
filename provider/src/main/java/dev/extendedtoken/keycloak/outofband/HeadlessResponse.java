package dev.extendedtoken.keycloak.outofband;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationResponse;
import dev.extendedtoken.keycloak.request.NoStore;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;

/** The response to a {@link Headless} request: the parameters of the redirect as JSON. */
record HeadlessResponse(KeycloakSession session) {

    private static final String LOGIN_REQUIRED =
            "Only the user's access token signs in here: send it in the header that the browser flow names";
    private static final String INTERACTION_REQUIRED =
            "The user has to do something on a page first: open this request in a browser";

    /** 200 with the code, or 400 with the error. */
    Response create(AuthorizationResponse answer) {
        return create(answer, answer.code().isPresent() ? Response.Status.OK : Response.Status.BAD_REQUEST);
    }

    Response create(AuthorizationResponse answer, Response.Status status) {
        Map<String, String> body = new LinkedHashMap<>();
        answer.code().ifPresent(code -> body.put("code", code));
        answer.error().ifPresent(error -> {
            body.put("error", error);
            body.put("error_description", description(answer));
        });
        answer.state().ifPresent(state -> body.put("state", state));
        answer.code().flatMap(code -> answer.issuer()).ifPresent(issuer -> body.put("iss", issuer));
        return response(status, body);
    }

    private static String description(AuthorizationResponse answer) {
        return answer.errorDescription().orElseGet(() -> switch (answer.error().orElseThrow()) {
            case OAuthErrorException.LOGIN_REQUIRED -> LOGIN_REQUIRED;
            case OAuthErrorException.INTERACTION_REQUIRED -> INTERACTION_REQUIRED;
            default -> "The request was refused; the server's events say why";
        });
    }

    private Response response(Response.Status status, Map<String, String> body) {
        NoStore.set(session);
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Pragma", "no-cache")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Referrer-Policy", "no-referrer")
                .entity(new Body(body))
                .build();
    }

    /** Whether this class has created the response. Keycloak also sends JSON, in place of a page. */
    static boolean isHeadless(Response response) {
        return response.getEntity() instanceof Body;
    }

    private record Body(@JsonValue Map<String, String> members) {}
}
