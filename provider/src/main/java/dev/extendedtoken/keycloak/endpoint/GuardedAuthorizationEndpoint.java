package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.oob.OutOfBandAnswers;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.Profile;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's {@link AuthorizationEndpoint} with out-of-band redirects, and a guarded device authorization endpoint
 * below it.
 */
public final class GuardedAuthorizationEndpoint extends AuthorizationEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;

    GuardedAuthorizationEndpoint(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
        this.event = event;
    }

    @Override
    @GET
    public Response buildGet() {
        return new OutOfBandAnswers(session, event)
                .of(session.getContext().getUri().getQueryParameters(), super::buildGet);
    }

    @Override
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response buildPost() {
        return new OutOfBandAnswers(session, event).of(httpRequest.getDecodedFormParameters(), super::buildPost);
    }

    /** Keycloak makes its own login protocol here, where everywhere else it takes the one that is installed. */
    @Override
    protected Response handleBrowserAuthenticationRequest(
            AuthenticationSessionModel login, LoginProtocol keycloaks, boolean isPassive, boolean redirects) {
        LoginProtocol installed = session.getProvider(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL)
                .setRealm(realm)
                .setUriInfo(session.getContext().getUri())
                .setHttpHeaders(headers)
                .setEventBuilder(event);
        return super.handleBrowserAuthenticationRequest(login, installed, isPassive, redirects);
    }

    @Override
    @Path("device")
    public Object authorizeDevice() {
        return Profile.isFeatureEnabled(Profile.Feature.DEVICE_FLOW)
                ? new GuardedDeviceEndpoint(session, event, ClientGuard.overForm(session, event)).getResource()
                : super.authorizeDevice();
    }
}
