package dev.extendedtoken.keycloak.endpoint.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;

/** A request with another media type than the one it came with. */
public class TypedRequest extends RequestView {

    private final HttpHeaders headers;

    /** @param type null for a request without one */
    public TypedRequest(HttpRequest original, MediaType type) {
        super(original);
        this.headers = new TypedHeaders(original.getHttpHeaders(), type);
    }

    /** Hides a media type that cannot be parsed: in Keycloak, each place that reads it answers a server error. */
    public static void hideUnreadableType(KeycloakContext context) {
        try {
            context.getHttpRequest().getHttpHeaders().getMediaType();
        } catch (IllegalArgumentException e) {
            context.setHttpRequest(new TypedRequest(context.getHttpRequest(), null));
        }
    }

    @Override
    public HttpHeaders getHttpHeaders() {
        return headers;
    }
}
