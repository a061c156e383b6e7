package dev.extendedtoken.keycloak.endpoint;

import jakarta.ws.rs.Path;
import org.keycloak.common.Profile;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;

/** Keycloak's {@link AuthorizationEndpoint}, as it is, with a guarded device authorization endpoint below it. */
public final class GuardedAuthorizationEndpoint extends AuthorizationEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;

    GuardedAuthorizationEndpoint(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
        this.event = event;
    }

    @Override
    @Path("device")
    public Object authorizeDevice() {
        return Profile.isFeatureEnabled(Profile.Feature.DEVICE_FLOW)
                ? new GuardedDeviceEndpoint(session, event, ClientGuard.overForm(session, event)).getResource()
                : super.authorizeDevice();
    }
}
