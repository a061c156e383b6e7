package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedCiba;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedIntrospectionEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedPar;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedRevocationEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedTokenEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.RequestGuard;
import dev.extendedtoken.keycloak.endpoint.http.TypedRequest;
import dev.extendedtoken.keycloak.endpoint.json.JsonIntrospectionEndpoint;
import dev.extendedtoken.keycloak.endpoint.json.JsonParEndpoint;
import dev.extendedtoken.keycloak.endpoint.json.JsonRequest;
import dev.extendedtoken.keycloak.endpoint.json.JsonRevocationEndpoint;
import dev.extendedtoken.keycloak.endpoint.json.JsonTokenEndpoint;
import dev.extendedtoken.keycloak.endpoint.login.GuardedAuthorizationEndpoint;
import dev.extendedtoken.keycloak.endpoint.login.GuardedLogoutEndpoint;
import dev.extendedtoken.keycloak.outofband.OutOfBand;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.Profile;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenIntrospectionEndpoint;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.CibaRootEndpoint;
import org.keycloak.protocol.oidc.par.endpoints.ParRootEndpoint;

/**
 * Keycloak's OpenID Connect endpoints, guarded where a policy of the realm has an executor of the extension. It decides by
 * what is known before the body is read. All other requests reach Keycloak unchanged, even with an invalid {@code
 * Content-Type}.
 */
public class ExtendedOidcService extends OIDCLoginProtocolService {

    private final KeycloakSession session;
    private final EventBuilder event;

    public ExtendedOidcService(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
        this.event = event;
        if (isConfigured()) {
            TypedRequest.hideUnreadableType(session.getContext());
        }
    }

    @Override
    public Object token() {
        if (!isConfigured()) {
            return super.token();
        }
        RequestGuard guard = RequestGuard.enterFormatted(session, event);
        return JsonRequest.isCurrent(session)
                ? new JsonTokenEndpoint(session, event, guard)
                : new GuardedTokenEndpoint(session, event, guard);
    }

    @Override
    public Object revoke() {
        if (!isConfigured()) {
            return super.revoke();
        }
        RequestGuard guard = RequestGuard.enterFormatted(session, event);
        return JsonRequest.isCurrent(session)
                ? new JsonRevocationEndpoint(session, event, guard)
                : new GuardedRevocationEndpoint(session, event, guard);
    }

    /** The introspection endpoint; Keycloak itself has it below the token endpoint only. */
    public Object introspect() {
        if (!isConfigured()) {
            return new TokenIntrospectionEndpoint(session, event);
        }
        RequestGuard guard = RequestGuard.enterFormatted(session, event);
        return JsonRequest.isCurrent(session)
                ? new JsonIntrospectionEndpoint(session, event, guard)
                : new GuardedIntrospectionEndpoint(session, event, guard);
    }

    @Override
    public Object auth() {
        return isConfigured() ? new GuardedAuthorizationEndpoint(session, event) : super.auth();
    }

    @Override
    public Object registrations(String tokenString) {
        return isConfigured()
                ? new GuardedAuthorizationEndpoint(session, event).register(tokenString)
                : super.registrations(tokenString);
    }

    @Override
    public Object forgotCredentialsPage() {
        return isConfigured()
                ? new GuardedAuthorizationEndpoint(session, event).forgotCredentials()
                : super.forgotCredentialsPage();
    }

    /** Keycloak's page that displays the code from its URL. It displays any text, so it is off where out-of-band is on. */
    @Override
    @GET
    @Path("oauth/oob")
    public Response installedAppUrnCallback(
            @QueryParam("code") String code,
            @QueryParam("error") String error,
            @QueryParam("error_description") String errorDescription) {
        if (new OutOfBand(session).isEnabled()) {
            throw new NotFoundException();
        }
        return super.installedAppUrnCallback(code, error, errorDescription);
    }

    @Override
    public Object logout() {
        return isConfigured()
                ? new GuardedLogoutEndpoint(session, new TokenManager(), event, RequestGuard.enter(session, event))
                : super.logout();
    }

    /** PAR and CIBA have their endpoints one level below. */
    @Override
    public Object resolveExtension(String extension) {
        if (isGuarded(extension, ParRootEndpoint.PROVIDER_ID, Profile.Feature.PAR)) {
            RequestGuard guard = RequestGuard.enterFormatted(session, event);
            return JsonRequest.isCurrent(session)
                    ? new JsonParEndpoint(session, event, guard)
                    : new GuardedPar(session, event, guard);
        }
        if (isGuarded(extension, CibaRootEndpoint.PROVIDER_ID, Profile.Feature.CIBA)) {
            return new GuardedCiba(session, event, RequestGuard.enterFormatted(session, event));
        }
        return super.resolveExtension(extension);
    }

    private boolean isGuarded(String extension, String id, Profile.Feature feature) {
        return id.equals(extension) && Profile.isFeatureEnabled(feature) && isConfigured();
    }

    private boolean isConfigured() {
        return session.getProvider(ClientPolicyEvaluator.class).isConfigured(ExecutorConfiguration.class);
    }
}
