package dev.extendedtoken.keycloak.rules.userjwt;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What a login by user JWT leaves in its authentication session, for what is to come after it. */
public final class UserJwtLogin {

    private static final String NOTE = "extended-token.user-jwt";

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

    static void begin(AuthenticationSessionModel login, UserJwt jwt) {
        login.setAuthNote(NOTE, jwt.issuedTo());
    }
}
