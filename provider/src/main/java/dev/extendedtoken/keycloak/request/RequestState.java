package dev.extendedtoken.keycloak.request;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/**
 * What one request has to remember where Keycloak's code runs between two places of the extension, so that nothing can be
 * handed over as a parameter: at most one value for each type. It is the extension's only attribute of the Keycloak
 * session, and lives as long as that session. Types are private to their package where no other one needs the value.
 */
public final class RequestState {

    private static final String ATTRIBUTE = RequestState.class.getName();

    private final Map<Class<?>, Object> values = new HashMap<>();

    private RequestState() {}

    /** The value of a type; empty if the request has none. */
    public static <T> Optional<T> find(KeycloakSession session, Class<T> type) {
        return state(session).map(state -> type.cast(state.values.get(type)));
    }

    public static boolean has(KeycloakSession session, Class<?> type) {
        return find(session, type).isPresent();
    }

    /** Sets the value of a type, in place of the one that the request may have. */
    public static <T> void put(KeycloakSession session, Class<T> type, T value) {
        state(session).orElseGet(() -> begin(session)).values.put(type, value);
    }

    public static void remove(KeycloakSession session, Class<?> type) {
        state(session).ifPresent(state -> state.values.remove(type));
    }

    private static Optional<RequestState> state(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, RequestState.class));
    }

    private static RequestState begin(KeycloakSession session) {
        RequestState state = new RequestState();
        session.setAttribute(ATTRIBUTE, state);
        return state;
    }
}
