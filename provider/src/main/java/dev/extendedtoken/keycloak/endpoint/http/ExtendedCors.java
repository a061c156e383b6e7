package dev.extendedtoken.keycloak.endpoint.http;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.List;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/**
 * Keycloak's answer to cross-origin requests, whose preflight also allows the headers that the extension's executors read in
 * the realm. A preflight names no client, so they are those of all its enabled policies.
 */
final class ExtendedCors implements Cors {

    private final KeycloakSession session;
    private final Cors builtIn;
    private boolean preflight;

    ExtendedCors(KeycloakSession session, Cors builtIn) {
        this.session = session;
        this.builtIn = builtIn;
    }

    @Override
    public void add() {
        builtIn.add();
        if (preflight && isCrossOrigin()) {
            Set<String> headers =
                    session.getProvider(ClientPolicyEvaluator.class).requestHeaders();
            if (!headers.isEmpty()) {
                session.getContext()
                        .getHttpResponse()
                        .addHeader(ACCESS_CONTROL_ALLOW_HEADERS, String.join(", ", headers));
            }
        }
    }

    private boolean isCrossOrigin() {
        return session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(ORIGIN_HEADER) != null;
    }

    @Override
    public Cors preflight() {
        preflight = true;
        builtIn.preflight();
        return this;
    }

    @Override
    public Cors builder(ResponseBuilder builder) {
        builtIn.builder(builder);
        return this;
    }

    @Override
    public Cors auth() {
        builtIn.auth();
        return this;
    }

    @Override
    public Cors allowAllOrigins() {
        builtIn.allowAllOrigins();
        return this;
    }

    @Override
    public Cors checkAllowedOrigins(KeycloakSession session, ClientModel client) {
        builtIn.checkAllowedOrigins(session, client);
        return this;
    }

    @Override
    public Cors checkAllowedOrigins(AccessToken token) {
        builtIn.checkAllowedOrigins(token);
        return this;
    }

    @Override
    public Cors checkAllowedOrigins(List<String> allowedOrigins) {
        builtIn.checkAllowedOrigins(allowedOrigins);
        return this;
    }

    @Override
    public Cors allowedMethods(String... allowedMethods) {
        builtIn.allowedMethods(allowedMethods);
        return this;
    }

    @Override
    public Cors exposedHeaders(String... exposedHeaders) {
        builtIn.exposedHeaders(exposedHeaders);
        return this;
    }

    @Override
    public void close() {
        builtIn.close();
    }
}
