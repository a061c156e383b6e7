package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** The token request of a session, as its grant will see it: within Keycloak's limits, without control characters. */
public final class CurrentTokenRequest {

    private final MultivaluedMap<String, String> form;
    private final ParameterLimits limits;

    private CurrentTokenRequest(MultivaluedMap<String, String> form, ParameterLimits limits) {
        this.form = form;
        this.limits = limits;
    }

    public static CurrentTokenRequest forSession(KeycloakSession session) {
        MultivaluedMap<String, String> form =
                session.getContext().getHttpRequest().getDecodedFormParameters();
        return new CurrentTokenRequest(form, ParameterLimits.forTokenRequest(session, form));
    }

    /** All parameters of the session's token request. */
    public static TokenRequest read(KeycloakSession session) {
        CurrentTokenRequest current = forSession(session);
        Map<String, String> parameters = new HashMap<>();
        current.form.forEach(
                (name, values) -> current.limits.first(name, values).ifPresent(value -> parameters.put(name, value)));
        return new TokenRequest(parameters);
    }

    /** The value of one parameter; empty if it was not sent, or has no value. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(form.get(name))
                .flatMap(values -> limits.first(name, values))
                .filter(value -> !value.isEmpty());
    }
}
