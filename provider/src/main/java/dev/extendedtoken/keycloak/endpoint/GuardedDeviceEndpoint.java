package dev.extendedtoken.keycloak.endpoint;

import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.device.endpoints.DeviceEndpoint;

/** Keycloak's {@link DeviceEndpoint}, guarded. */
public final class GuardedDeviceEndpoint extends DeviceEndpoint {

    private final ClientGuard guard;

    GuardedDeviceEndpoint(KeycloakSession session, EventBuilder event, ClientGuard guard) {
        super(session, event);
        this.guard = guard;
    }

    @Override
    public Response handleDeviceRequest() {
        return guard.guarded(EventType.OAUTH2_DEVICE_AUTH, super::handleDeviceRequest);
    }
}
