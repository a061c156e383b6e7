package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedForm;
import dev.extendedtoken.keycloak.endpoint.http.TypedRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import org.keycloak.http.HttpRequest;

/** A request as Keycloak would see it had the client sent its parameters as a form. */
final class FormRequest extends TypedRequest {

    private final Runnable beforeReading;
    private final MultivaluedMap<String, String> form = new MultivaluedHashMap<>();

    /** @param beforeReading runs each time that somebody asks for the parameters or reads one, and may throw */
    FormRequest(HttpRequest original, Map<String, List<String>> parameters, Runnable beforeReading) {
        super(original, MediaType.APPLICATION_FORM_URLENCODED_TYPE);
        this.beforeReading = beforeReading;
        parameters.forEach((name, values) -> form.addAll(name, values));
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        beforeReading.run();
        return new GuardedForm(form, beforeReading);
    }
}
