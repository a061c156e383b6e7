package dev.extendedtoken.keycloak.endpoint.login;

import dev.extendedtoken.keycloak.outofband.Headless;
import dev.extendedtoken.keycloak.userjwt.UserJwtLogin;
import dev.extendedtoken.keycloak.userjwt.UserJwtSessions;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.AuthenticationFlowException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Details;
import org.keycloak.models.Constants;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;
import org.keycloak.protocol.oidc.par.endpoints.request.AuthzEndpointParParser;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's {@link AuthenticationProcessor} with logins by user JWT. Such a login is complete in this request, and has a
 * session of its own. Where it would need a page, it is restarted without the user JWT, and the person signs in. A headless
 * request has no login but by user JWT.
 */
final class UserJwtProcessor extends AuthenticationProcessor {

    @Override
    public Response authenticateOnly() {
        return Headless.isCurrent(session) ? byUserJwt() : byUserJwtOrPerson();
    }

    /** Everything else would need a page; a flow that has no form for it throws. */
    private Response byUserJwt() {
        Response pageNeeded = Response.status(Response.Status.UNAUTHORIZED).build();
        try {
            Response challenge = withStep();
            return challenge == null && !isUserJwtLogin() ? pageNeeded : challenge;
        } catch (AuthenticationFlowException e) {
            return pageNeeded;
        }
    }

    private Response byUserJwtOrPerson() {
        Response challenge = withStep();
        if (challenge == null || !isUserJwtLogin()) {
            return challenge;
        }
        beginAgain();
        return super.authenticateOnly();
    }

    /** Runs the flow with the step {@code user-jwt}, which is possible in the browser flow only. */
    private Response withStep() {
        return LoginActionsService.AUTHENTICATE_PATH.equals(getFlowPath())
                ? UserJwtLogin.withStepEnabled(session, super::authenticateOnly)
                : super.authenticateOnly();
    }

    /**
     * Ends a login on pages. A user JWT must not lead to a page on which the account is changed, so where there is a required
     * action, the person signs in.
     */
    @Override
    protected Response authenticationComplete() {
        if (!isUserJwtLogin()) {
            return super.authenticationComplete();
        }
        AuthenticationManager.setClientScopesInSession(session, getAuthenticationSession());
        if (nextRequiredAction() == null) {
            return inSessionOfItsOwn(installedProtocol(), super::authenticationComplete);
        }
        beginAgain();
        Response challenge = super.authenticateOnly();
        return challenge == null ? super.authenticationComplete() : challenge;
    }

    /** Ends a login without pages. */
    @Override
    public Response finishAuthentication(LoginProtocol protocol) {
        if (!isUserJwtLogin()) {
            return super.finishAuthentication(protocol);
        }
        return inSessionOfItsOwn(protocol, () -> {
            usePushedRequest();
            return super.finishAuthentication(protocol);
        });
    }

    /**
     * RFC 9126 section 4: a {@code request_uri} is used once. Keycloak 26.7 does not see to it in a login without pages;
     * without the note, a version that does finds nothing to use again.
     */
    private void usePushedRequest() {
        AuthenticationSessionModel login = getAuthenticationSession();
        String requestUri = login.getAuthNote(Constants.AUTHORIZATION_REQUEST_URI);
        if (requestUri == null || !requestUri.startsWith(ParEndpoint.REQUEST_URI_PREFIX)) {
            return;
        }
        if (AuthzEndpointParParser.removeRequestObject(session, requestUri) == null) {
            throw new AuthenticationFlowException(
                    "The pushed authorization request has been used", AuthenticationFlowError.INTERNAL_ERROR);
        }
        login.removeAuthNote(Constants.AUTHORIZATION_REQUEST_URI);
    }

    private Response inSessionOfItsOwn(LoginProtocol protocol, Supplier<Response> finish) {
        Optional<UserSessionModel> own = new UserJwtSessions(session).forLogin(getAuthenticationSession());
        if (own.isEmpty()) {
            return protocol.sendError(getAuthenticationSession(), LoginProtocol.Error.ALREADY_LOGGED_IN, null);
        }
        userSession = own.get();
        return finish.get();
    }

    /** Restarts the login as if the request had no user JWT. */
    private void beginAgain() {
        AuthenticationSessionModel login = getAuthenticationSession();
        String type = login.getAuthNote(Details.AUTH_TYPE);
        String pushedRequest = login.getAuthNote(Constants.AUTHORIZATION_REQUEST_URI);
        resetFlow();
        login.setAuthNote(Details.AUTH_TYPE, type);
        login.setAuthNote(Constants.AUTHORIZATION_REQUEST_URI, pushedRequest);
        UserJwtLogin.unmark(login, event);
    }

    private boolean isUserJwtLogin() {
        return UserJwtLogin.isUserJwtLogin(getAuthenticationSession());
    }

    private LoginProtocol installedProtocol() {
        return session.getProvider(
                        LoginProtocol.class, getAuthenticationSession().getProtocol())
                .setRealm(realm)
                .setUriInfo(uriInfo)
                .setHttpHeaders(request.getHttpHeaders())
                .setEventBuilder(event);
    }
}
