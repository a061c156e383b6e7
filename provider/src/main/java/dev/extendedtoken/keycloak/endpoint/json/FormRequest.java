package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.endpoint.http.TypedRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import org.keycloak.http.HttpRequest;

/** A request as Keycloak would see it had the client sent its parameters as a form. */
final class FormRequest extends TypedRequest {

    private final MultivaluedMap<String, String> form = new MultivaluedHashMap<>();

    FormRequest(HttpRequest original, Map<String, List<String>> parameters) {
        super(original, MediaType.APPLICATION_FORM_URLENCODED_TYPE);
        parameters.forEach((name, values) -> form.addAll(name, values));
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        return form;
    }
}
