package dev.extendedtoken.keycloak.endpoint.http;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import jakarta.annotation.Priority;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.protocol.oidc.endpoints.LogoutEndpoint;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;
import org.keycloak.protocol.oidc.endpoints.TokenIntrospectionEndpoint;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;
import org.keycloak.protocol.oidc.endpoints.UserInfoEndpoint;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.BackchannelAuthenticationEndpoint;
import org.keycloak.protocol.oidc.grants.device.endpoints.DeviceEndpoint;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.error.KeycloakErrorHandler;
import org.keycloak.utils.MediaTypeMatcher;

/**
 * Takes the place of Keycloak's {@link KeycloakErrorHandler}, to which a form that cannot be read is a server error:
 * broken percent-encoding, an unknown charset, a broken multipart body. In realms that use an executor of the extension, the
 * OpenID Connect endpoints answer such a form with 400 or 413, and a page of an origin that the client does not have with
 * 403 in JSON. All other errors get Keycloak's answer.
 */
@Provider
@Priority(Priorities.USER - 1)
public class UnreadableFormMapper implements ExceptionMapper<Throwable> {

    /** RESTEasy's class that reads the form before the endpoint is called, and Keycloak's that hands it out. */
    private static final Set<String> FORM_READERS = Set.of(
            "org.jboss.resteasy.reactive.server.handlers.FormBodyHandler",
            "org.keycloak.quarkus.runtime.integration.resteasy.QuarkusHttpRequest");

    /** These answer in JSON. */
    private static final Set<Class<?>> FOR_CLIENTS = Set.of(
            TokenEndpoint.class,
            TokenIntrospectionEndpoint.class,
            TokenRevocationEndpoint.class,
            ParEndpoint.class,
            BackchannelAuthenticationEndpoint.class,
            UserInfoEndpoint.class);

    /** These have pages for browsers. */
    private static final Set<Class<?>> FOR_BROWSERS = Set.of(
            AuthorizationEndpoint.class, LogoutEndpoint.class, DeviceEndpoint.class, UnsupportedTypeEndpoint.class);

    @Context
    KeycloakSession session;

    @Context
    ResourceInfo resource;

    @Override
    public Response toResponse(Throwable error) {
        return usesExtensionExecutor() ? extension(error) : KeycloakErrorHandler.getResponse(session, error);
    }

    private Response extension(Throwable error) {
        if (isFromFormReader(error) && isAt(FOR_CLIENTS)) {
            if (!isAt(Set.of(TokenEndpoint.class))) {
                return json(error);
            }
            try (RequestCounter.Request request = RequestCounter.FORM.begin()) {
                return request.answered(json(error));
            }
        }
        if (isFromFormReader(error) && isAt(FOR_BROWSERS)) {
            return wantsPage() ? page(error) : json(error);
        }
        if (error instanceof ForbiddenException && isAt(FOR_CLIENTS)) {
            return refusedOrigin(error);
        }
        return KeycloakErrorHandler.getResponse(session, error);
    }

    private boolean wantsPage() {
        return MediaTypeMatcher.isHtmlRequest(
                session.getContext().getHttpRequest().getHttpHeaders());
    }

    private static boolean isFromFormReader(Throwable error) {
        return Arrays.stream(error.getStackTrace())
                .map(StackTraceElement::getClassName)
                .anyMatch(FORM_READERS::contains);
    }

    private boolean usesExtensionExecutor() {
        return session.getProvider(ClientPolicyEvaluator.class).isConfigured(ExecutorConfiguration.class);
    }

    private boolean isAt(Set<Class<?>> endpoints) {
        return endpoints.stream().anyMatch(endpoint -> endpoint.isAssignableFrom(resource.getResourceClass()));
    }

    /** What Keycloak says to a page of an origin that the client does not have, whichever type it accepts. */
    private Response refusedOrigin(Throwable error) {
        session.getTransactionManager().setRollbackOnly();
        OAuth2ErrorRepresentation body = new OAuth2ErrorRepresentation(error.getMessage(), null);
        return Response.status(Response.Status.FORBIDDEN)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }

    /** The message of the reader can quote the body, so it is not part of the answer. */
    private Response json(Throwable error) {
        session.getTransactionManager().setRollbackOnly();
        boolean tooLong = error instanceof WebApplicationException known
                && known.getResponse().getStatus() == Response.Status.REQUEST_ENTITY_TOO_LARGE.getStatusCode();
        return (tooLong ? InvalidRequest.formTooLong(session) : InvalidRequest.unreadableForm(session)).getResponse();
    }

    private Response page(Throwable error) {
        return KeycloakErrorHandler.getResponse(
                session, error instanceof WebApplicationException ? error : new BadRequestException());
    }
}
