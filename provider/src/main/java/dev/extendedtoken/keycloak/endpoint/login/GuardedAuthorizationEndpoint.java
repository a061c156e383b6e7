package dev.extendedtoken.keycloak.endpoint.login;

import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedDeviceEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.RequestGuard;
import dev.extendedtoken.keycloak.outofband.AuthorizationResponses;
import dev.extendedtoken.keycloak.outofband.Headless;
import dev.extendedtoken.keycloak.request.ClaimedClient;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.common.Profile;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
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

    public GuardedAuthorizationEndpoint(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
        this.event = event;
    }

    @Override
    @GET
    public Response buildGet() {
        return answer(session.getContext().getUri().getQueryParameters(), super::buildGet);
    }

    @Override
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response buildPost() {
        return answer(httpRequest.getDecodedFormParameters(), super::buildPost);
    }

    /** A headless request needs the API key of its client; a browser has none. */
    private Response answer(MultivaluedMap<String, String> parameters, Supplier<Response> endpoint) {
        AuthorizationResponses answers = new AuthorizationResponses(session, event);
        return answers.run(parameters, () -> {
            if (answers.isHeadless(parameters)) {
                ClaimedClient.named(session, parameters.getFirst(OIDCLoginProtocol.CLIENT_ID_PARAM))
                        .ifPresent(this::checkKey);
            }
            return endpoint.get();
        });
    }

    /** Only a headless request gets a guard: a guard checks each token that is issued, and a browser has no key to show. */
    private void checkKey(ClientModel client) {
        RequestGuard.forRequest(session)
                .orElseGet(() -> RequestGuard.enter(session, event))
                .checkAuthenticatedClient(client);
    }

    /** Keycloak makes its own login protocol here, where everywhere else it takes the one that is installed. */
    @Override
    protected Response handleBrowserAuthenticationRequest(
            AuthenticationSessionModel login, LoginProtocol builtIn, boolean isPassive, boolean redirects) {
        LoginProtocol installed = session.getProvider(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL)
                .setRealm(realm)
                .setUriInfo(session.getContext().getUri())
                .setHttpHeaders(headers)
                .setEventBuilder(event);
        if (Headless.isCurrent(session)) {
            checkKey(login.getClient());
            return super.handleBrowserAuthenticationRequest(login, installed, true, false);
        }
        return super.handleBrowserAuthenticationRequest(login, installed, isPassive, redirects);
    }

    @Override
    protected AuthenticationProcessor createProcessor(AuthenticationSessionModel login, String flow, String path) {
        // Keycloak sets notes of the login here; its processor is not used.
        super.createProcessor(login, flow, path);
        return new UserJwtProcessor()
                .setAuthenticationSession(login)
                .setFlowPath(path)
                .setFlowId(flow)
                .setBrowserFlow(true)
                .setConnection(clientConnection)
                .setEventBuilder(event)
                .setRealm(realm)
                .setSession(session)
                .setUriInfo(session.getContext().getUri())
                .setRequest(httpRequest);
    }

    @Override
    @Path("device")
    public Object authorizeDevice() {
        return Profile.isFeatureEnabled(Profile.Feature.DEVICE_FLOW)
                ? new GuardedDeviceEndpoint(session, event).getResource()
                : super.authorizeDevice();
    }
}
