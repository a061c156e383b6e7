package dev.extendedtoken.keycloak.endpoint.http;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.keycloak.headers.DefaultSecurityHeadersProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Keycloak's security headers depend on the media type of the request, which Keycloak does not read from its own
 * context. This provider passes the media type that the endpoint got, so that a response to JSON has the headers of a
 * response to a form.
 */
final class ExtendedSecurityHeadersProvider extends DefaultSecurityHeadersProvider {

    private final KeycloakSession session;

    ExtendedSecurityHeadersProvider(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public void addHeaders(ContainerRequestContext request, ContainerResponseContext response) {
        if (session.getContext().getHttpRequest() instanceof RequestView view) {
            String type = view.getHttpHeaders().getHeaderString(HttpHeaders.CONTENT_TYPE);
            if (type == null) {
                request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
            } else {
                request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, type);
            }
        }
        // In this order: RESTEasy throws for an unreadable type only once, and without an executor of the extension
        // Keycloak must get the exception.
        if (usesExtensionExecutor() && !hasReadableType(request)) {
            request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
        }
        super.addHeaders(request, response);
    }

    private static boolean hasReadableType(ContainerRequestContext request) {
        try {
            request.getMediaType();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Otherwise such a type is a server error, as without the extension. */
    private boolean usesExtensionExecutor() {
        return session.getProvider(ClientPolicyEvaluator.class).isConfigured(ExecutorConfiguration.class);
    }
}
