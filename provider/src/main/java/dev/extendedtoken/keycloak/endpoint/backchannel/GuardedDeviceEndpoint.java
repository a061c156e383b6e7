package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.endpoint.http.RequestView;
import dev.extendedtoken.keycloak.endpoint.http.UnsupportedTypeEndpoint;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.device.endpoints.DeviceEndpoint;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;

/**
 * Keycloak's {@link DeviceEndpoint}, guarded. A request that Keycloak cannot read, or of a client that may not use the
 * device grant, gets Keycloak's answer before the authenticated client is checked.
 */
public final class GuardedDeviceEndpoint extends DeviceEndpoint {

    private final KeycloakSession session;
    private final RequestGuard guard;

    public GuardedDeviceEndpoint(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
        this.guard =
                HttpMethod.POST.equals(session.getContext().getHttpRequest().getHttpMethod())
                        ? RequestGuard.enterFormatted(session, event)
                        : RequestGuard.enter(session, event);
    }

    /** Keycloak has two methods here, both for forms; where RESTEasy can choose neither, it answers a server error. */
    @Override
    public Object getResource() {
        HttpRequest request = RequestView.asSent(session.getContext().getHttpRequest());
        boolean choosable = !HttpMethod.POST.equals(request.getHttpMethod()) || isForm(request.getHttpHeaders());
        return choosable ? this : new UnsupportedTypeEndpoint(session);
    }

    private static boolean isForm(HttpHeaders headers) {
        return headers.getRequestHeader(HttpHeaders.CONTENT_TYPE).stream().allMatch(GuardedDeviceEndpoint::isForm)
                && acceptsAnything(headers);
    }

    private static boolean acceptsAnything(HttpHeaders headers) {
        try {
            return !headers.getAcceptableMediaTypes().isEmpty();
        } catch (IllegalArgumentException | IllegalStateException | WebApplicationException unreadable) {
            return false;
        }
    }

    private static boolean isForm(String type) {
        try {
            return MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(MediaType.valueOf(type));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    @Override
    public Response handleDeviceRequest() {
        try {
            guard.checkClaimedClient(EventType.OAUTH2_DEVICE_AUTH, ClientPolicyEvent.DEVICE_AUTHORIZATION_REQUEST);
            return guard.check(super.handleDeviceRequest());
        } catch (RuntimeException e) {
            throw guard.check(e);
        }
    }
}
