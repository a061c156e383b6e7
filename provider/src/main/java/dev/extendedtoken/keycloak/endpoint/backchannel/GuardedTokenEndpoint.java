package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.endpoint.http.RequestCounter;
import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.tokenrequest.CodeScope;
import dev.extendedtoken.keycloak.userjwt.PresentedSessions;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;
import org.keycloak.representations.AccessTokenResponse;

/** Keycloak's {@link TokenEndpoint}, guarded, with the rules of the client's policies. */
public final class GuardedTokenEndpoint extends TokenEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final RequestGuard guard;

    public GuardedTokenEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, new TokenManager(), event);
        this.session = session;
        this.event = event;
        this.guard = guard;
    }

    @Override
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response processGrantRequest() {
        try (RequestCounter.Request request = RequestCounter.FORM.begin()) {
            return request.answered(answer());
        }
    }

    /** The same, not counted. */
    public Response answer() {
        try {
            guard.checkClaimedClient(GrantEvent.forRequest(session));
            return guard.check(withinScope(super.processGrantRequest()));
        } catch (RuntimeException e) {
            throw guard.check(e);
        }
    }

    /** Where a policy narrows scopes, there is no ID token if the scope of the response lacks {@code openid}. */
    private Response withinScope(Response response) {
        if (response.getEntity() instanceof AccessTokenResponse tokens && CodeScope.lacksOpenid(session, tokens)) {
            tokens.setIdToken(null);
        }
        return response;
    }

    /** Called between the authentication of the client and the grant. Keycloak's limits come before the rules. */
    @Override
    protected void checkParameters() {
        guard.checkAuthenticatedClient();
        DerivedToken.keepRequest(session, session.getContext().getHttpRequest().getDecodedFormParameters());
        super.checkParameters();
        new PresentedSessions(session).endOrphaned();
        guard.checkTokenRequest();
    }

    @Override
    @Path("introspect")
    public Object introspect() {
        return new GuardedIntrospectionEndpoint(session, event, guard);
    }
}
