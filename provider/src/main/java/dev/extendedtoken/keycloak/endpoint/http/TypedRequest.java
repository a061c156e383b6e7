package dev.extendedtoken.keycloak.endpoint.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.keycloak.http.HttpRequest;

/** A request with another media type than the one it came with. */
public class TypedRequest extends RequestView {

    private final HttpHeaders headers;

    /** @param type null for a request without one */
    public TypedRequest(HttpRequest original, MediaType type) {
        super(original);
        this.headers = new TypedHeaders(original.getHttpHeaders(), type);
    }

    @Override
    public HttpHeaders getHttpHeaders() {
        return headers;
    }
}
