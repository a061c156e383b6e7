package dev.extendedtoken.keycloak.endpoint;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;

/** Keycloak's {@link TokenEndpoint} for forms, in realms that use an executor of ours: only counted. */
public class CountedTokenEndpoint extends TokenEndpoint {

    CountedTokenEndpoint(KeycloakSession session, TokenManager tokenManager, EventBuilder event) {
        super(session, tokenManager, event);
    }

    @Override
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response processGrantRequest() {
        return RequestCounter.FORM.count(super::processGrantRequest);
    }
}
