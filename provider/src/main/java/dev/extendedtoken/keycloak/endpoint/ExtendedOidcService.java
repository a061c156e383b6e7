package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.endpoint.backchannel.ClientGuard;
import dev.extendedtoken.keycloak.endpoint.backchannel.FormTokenEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedCiba;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedIntrospectionEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedPar;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedRevocationEndpoint;
import dev.extendedtoken.keycloak.endpoint.http.TypedRequest;
import dev.extendedtoken.keycloak.endpoint.json.JsonIntrospectionEndpoint;
import dev.extendedtoken.keycloak.endpoint.json.JsonParEndpoint;
import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsConfiguration;
import dev.extendedtoken.keycloak.endpoint.json.JsonRevocationEndpoint;
import dev.extendedtoken.keycloak.endpoint.json.JsonTokenEndpoint;
import dev.extendedtoken.keycloak.endpoint.login.GuardedAuthorizationEndpoint;
import dev.extendedtoken.keycloak.endpoint.login.GuardedLogoutEndpoint;
import dev.extendedtoken.keycloak.json.JsonMediaType;
import dev.extendedtoken.keycloak.outofband.OutOfBand;
import dev.extendedtoken.keycloak.responseformat.ResponseFormatting;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.common.Profile;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenIntrospectionEndpoint;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.CibaRootEndpoint;
import org.keycloak.protocol.oidc.par.endpoints.ParRootEndpoint;

/**
 * Keycloak's OpenID Connect endpoints, with ours in front where a policy of the realm asks for them. It decides by
 * what is known before the body is read; everything else, odd media types included, reaches Keycloak as it came.
 */
public class ExtendedOidcService extends OIDCLoginProtocolService {

    private final KeycloakSession session;
    private final EventBuilder event;
    private ClientGuard guard;

    public ExtendedOidcService(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
        this.event = event;
        if (isConfigured()) {
            hideUnreadableType();
        }
    }

    /** To Keycloak a media type that cannot be parsed is a server error, in each place that looks at it. */
    private void hideUnreadableType() {
        KeycloakContext context = session.getContext();
        try {
            context.getHttpRequest().getHttpHeaders().getMediaType();
        } catch (IllegalArgumentException e) {
            context.setHttpRequest(new TypedRequest(context.getHttpRequest(), null));
        }
    }

    @Override
    public Object token() {
        ResponseFormatting.begin(session);
        if (takesJson()) {
            return new JsonTokenEndpoint(session, new TokenManager(), event);
        }
        return isConfigured() ? new FormTokenEndpoint(session, event, guard(), this::introspect) : super.token();
    }

    @Override
    public Object revoke() {
        ResponseFormatting.begin(session);
        if (takesJson()) {
            return new JsonRevocationEndpoint(session, event);
        }
        return isConfigured() ? new GuardedRevocationEndpoint(session, event, guard()) : super.revoke();
    }

    /** The introspection endpoint; Keycloak itself has it below the token endpoint only. */
    public Object introspect() {
        ResponseFormatting.begin(session);
        if (takesJson()) {
            return new JsonIntrospectionEndpoint(session, event);
        }
        return isConfigured()
                ? new GuardedIntrospectionEndpoint(session, event, guard())
                : new TokenIntrospectionEndpoint(session, event);
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

    /** Keycloak's page for a code in its own address. It shows whatever a link says. */
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
        return isConfigured() ? new GuardedLogoutEndpoint(session, new TokenManager(), event, guard()) : super.logout();
    }

    @Override
    public Object resolveExtension(String extension) {
        if (isExtension(extension, ParRootEndpoint.PROVIDER_ID, Profile.Feature.PAR)) {
            return takesJson() ? new JsonParEndpoint(session, event) : new GuardedPar(session, event);
        }
        if (isExtension(extension, CibaRootEndpoint.PROVIDER_ID, Profile.Feature.CIBA)) {
            return new GuardedCiba(session, event);
        }
        return super.resolveExtension(extension);
    }

    /** PAR and CIBA have their endpoints one level below. */
    private boolean isExtension(String extension, String id, Profile.Feature feature) {
        boolean guarded = id.equals(extension) && Profile.isFeatureEnabled(feature) && isConfigured();
        if (guarded) {
            ResponseFormatting.begin(session);
        }
        return guarded;
    }

    /** In place before the endpoint is made, and the same for an endpoint below another one. */
    private ClientGuard guard() {
        if (guard == null) {
            guard = ClientGuard.overForm(session, event);
        }
        return guard;
    }

    private boolean isConfigured() {
        return evaluator().isConfigured(ExecutorConfiguration.class);
    }

    private boolean takesJson() {
        return isJsonRequest() && evaluator().isConfigured(JsonRequestsConfiguration.class);
    }

    private ClientPolicyEvaluator evaluator() {
        return session.getProvider(ClientPolicyEvaluator.class);
    }

    /** The one decision: the endpoints for JSON have no {@code @Consumes}, for RESTEasy knows less of the grammar. */
    private boolean isJsonRequest() {
        HttpRequest request = session.getContext().getHttpRequest();
        List<String> contentTypes = request.getHttpHeaders().getRequestHeader(HttpHeaders.CONTENT_TYPE);
        return HttpMethod.POST.equals(request.getHttpMethod())
                && contentTypes.size() == 1
                && JsonMediaType.parse(contentTypes.get(0)) != JsonMediaType.OTHER;
    }
}
