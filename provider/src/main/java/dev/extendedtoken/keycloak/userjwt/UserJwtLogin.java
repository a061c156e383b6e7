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

/** A login by user JWT, as its authentication session knows it. */
public final class UserJwtLogin {

    /** The client that the user JWT was issued to, in events. */
    static final String ISSUED_TO = "user_jwt_issued_to";

    private static final String NOTE = "extended-token.user-jwt";

    /** That the current request runs a flow in which the step may sign somebody in. */
    private record Possible() {}

    private UserJwtLogin() {}

    /** Whether a user JWT has signed the user in. */
    public static boolean is(AuthenticationSessionModel login) {
        return login.getAuthNote(NOTE) != null;
    }

    /** The same for the login of the current request, if it has one. */
    public static boolean isCurrent(KeycloakSession session) {
        return Optional.ofNullable(session.getContext().getAuthenticationSession())
                .filter(UserJwtLogin::is)
                .isPresent();
    }

    /**
     * Runs a flow in which the step {@code user-jwt} may sign somebody in. In all others it does nothing: whoever runs
     * this one sees to it that the login gets a session of its own.
     */
    public static <T> T possibleIn(KeycloakSession session, Supplier<T> flow) {
        RequestState.put(session, Possible.class, new Possible());
        try {
            return flow.get();
        } finally {
            RequestState.remove(session, Possible.class);
        }
    }

    static boolean isPossible(KeycloakSession session) {
        return RequestState.has(session, Possible.class);
    }

    static void begin(AuthenticationSessionModel login, EventBuilder event, UserJwt jwt) {
        login.setAuthNote(NOTE, jwt.source().note());
        login.setClientNote(AuthenticationManager.AUTH_TIME_BROKER, Integer.toString(jwt.authTime()));
        event.detail(ISSUED_TO, jwt.issuedTo());
    }

    /** Of a login that is begun again without it. Keycloak itself keeps what it takes for the client's. */
    public static void forget(AuthenticationSessionModel login, EventBuilder event) {
        login.removeAuthNote(NOTE);
        login.removeClientNote(AuthenticationManager.AUTH_TIME_BROKER);
        event.removeDetail(ISSUED_TO);
    }

    static Optional<UserJwtSource> source(AuthenticationSessionModel login) {
        return UserJwtSource.parse(login.getAuthNote(NOTE));
    }
}
