package dev.extendedtoken.keycloak.tokenrequest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.authorization.authorization.AuthorizationTokenService;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.util.DefaultClientSessionContext;

/**
 * Issues the tokens of a UMA ticket within the {@link ScopeLimit} of the token that obtains the ticket. Keycloak gives them
 * the scope of the last login at the resource server's client.
 */
public final class PermissionTokens extends TokenManager {

    private static final String CLAIM_TOKEN = "claim_token";

    private final HttpHeaders headers;
    private final MultivaluedMap<String, String> parameters;

    public PermissionTokens(HttpHeaders headers, MultivaluedMap<String, String> parameters) {
        this.headers = headers;
        this.parameters = parameters;
    }

    @Override
    public AccessTokenResponseBuilder responseBuilder(
            RealmModel realm,
            ClientModel client,
            EventBuilder event,
            KeycloakSession session,
            UserSessionModel userSession,
            ClientSessionContext scopes) {
        ClientSessionContext limited = scopes;
        for (ScopeLimit limit : limits(session, client)) {
            ScopeLimit.apply(session);
            limited = limited(session, limited, limit);
        }
        return super.responseBuilder(realm, client, event, session, userSession, limited);
    }

    private static ClientSessionContext limited(
            KeycloakSession session, ClientSessionContext scopes, ScopeLimit limit) {
        String restricted = limit.restrictGranted(session, scopes.getScopeString(true));
        return DefaultClientSessionContext.fromClientSessionAndScopeParameter(
                scopes.getClientSession(), restricted, session);
    }

    /** @param client the client that the ticket is issued to */
    private List<ScopeLimit> limits(KeycloakSession session, ClientModel client) {
        List<ScopeLimit> limits = new ArrayList<>();
        Optional<String> bearer = bearer();
        Stream.of(bearer.orElse(null), parameters.getFirst("subject_token"), parameters.getFirst(CLAIM_TOKEN))
                .map(ScopeLimit::read)
                .flatMap(Optional::stream)
                .forEach(limits::add);
        if (bearer.isEmpty() && isIdToken() && CodeScope.narrows(session, client)) {
            limits.add(ScopeLimit.NOTHING);
        }
        return limits;
    }

    /** Read as in Keycloak's {@code PermissionGrantType}: only the scheme Bearer counts, and a malformed header is an error. */
    private Optional<String> bearer() {
        return Optional.ofNullable(headers.getRequestHeaders().getFirst(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, "bearer", 0, "bearer".length()))
                .map(header -> AppAuthManager.extractAuthorizationHeaderToken(headers));
    }

    /** Whether an ID token obtains the ticket. It has no scope, also after a narrowed code exchange. */
    private boolean isIdToken() {
        String format = parameters.getFirst("claim_token_format");
        return parameters.getFirst(CLAIM_TOKEN) != null
                && (format == null || AuthorizationTokenService.CLAIM_TOKEN_FORMAT_ID_TOKEN.equalsIgnoreCase(format));
    }
}
