package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.endpoint.http.RequestView;
import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.http.HttpRequest;

/** A form whose parameters nobody reads past the second look. */
final class GuardedRequest extends RequestView {

    private final Runnable beforeReading;

    /** @param beforeReading runs each time that somebody reads a parameter, and may throw */
    GuardedRequest(HttpRequest original, Runnable beforeReading) {
        super(original);
        this.beforeReading = beforeReading;
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        return new GuardedForm(super.getDecodedFormParameters(), beforeReading);
    }
}
