package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.request.RequestState;
import dev.extendedtoken.keycloak.userjwt.model.UserJwt;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The marks of a login by user JWT in its authentication session. */
public final class UserJwtLogin {

    /** The event detail with the client that the user JWT was issued to. */
    static final String ISSUED_TO = "user_jwt_issued_to";

    private static final String NOTE = "extended-token.user-jwt";

    /** That the current request runs a flow in which the step may sign in a user. */
    private record StepEnabled() {}

    private UserJwtLogin() {}

    /** Whether a user JWT has signed the user in. */
    public static boolean isUserJwtLogin(AuthenticationSessionModel login) {
        return login.getAuthNote(NOTE) != null;
    }

    /** The same for the authentication session of the current request; false if it has none. */
    public static boolean isCurrent(KeycloakSession session) {
        return Optional.ofNullable(session.getContext().getAuthenticationSession())
                .filter(UserJwtLogin::isUserJwtLogin)
                .isPresent();
    }

    /**
     * Runs a flow in which the step {@code user-jwt} may sign in a user. In other flows the step does nothing. The caller
     * must create the user session with {@link UserJwtSessions}.
     */
    public static <T> T withStepEnabled(KeycloakSession session, Supplier<T> flow) {
        RequestState.put(session, StepEnabled.class, new StepEnabled());
        try {
            return flow.get();
        } finally {
            RequestState.remove(session, StepEnabled.class);
        }
    }

    static boolean isStepEnabled(KeycloakSession session) {
        return RequestState.has(session, StepEnabled.class);
    }

    static void mark(AuthenticationSessionModel login, EventBuilder event, UserJwt jwt) {
        login.setAuthNote(NOTE, jwt.source().note());
        login.setClientNote(AuthenticationManager.AUTH_TIME_BROKER, Integer.toString(jwt.authTime()));
        event.detail(ISSUED_TO, jwt.issuedTo());
    }

    /** Removes the marks before the login is restarted without a user JWT. Keycloak's restart keeps client notes. */
    public static void unmark(AuthenticationSessionModel login, EventBuilder event) {
        login.removeAuthNote(NOTE);
        login.removeClientNote(AuthenticationManager.AUTH_TIME_BROKER);
        event.removeDetail(ISSUED_TO);
    }

    static Optional<UserJwtSource> source(AuthenticationSessionModel login) {
        return UserJwtSource.parse(login.getAuthNote(NOTE));
    }
}
