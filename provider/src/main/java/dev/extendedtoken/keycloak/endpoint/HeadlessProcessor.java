package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.rules.userjwt.UserJwtLogin;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationProcessor;

/** Keycloak's {@link AuthenticationProcessor} to which nobody is signed in but by a user JWT. */
final class HeadlessProcessor extends AuthenticationProcessor {

    @Override
    public Response authenticateOnly() {
        Response challenge = super.authenticateOnly();
        boolean signedInOtherwise = challenge == null && !UserJwtLogin.is(getAuthenticationSession());
        return signedInOtherwise ? Response.status(Response.Status.UNAUTHORIZED).build() : challenge;
    }
}
