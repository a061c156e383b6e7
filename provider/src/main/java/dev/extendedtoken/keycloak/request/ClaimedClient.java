package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.authenticators.client.FederatedJWTClientAuthenticator;
import org.keycloak.cache.AlternativeLookupProvider;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.IdentityProviderType;
import org.keycloak.models.KeycloakSession;

/**
 * The client that a request claims to come from, before anything is proven. Keycloak finds out whether the claim holds,
 * and may authenticate another client that the request names too; features check that one again.
 */
public final class ClaimedClient {

    private final KeycloakSession session;

    private ClaimedClient(KeycloakSession session) {
        this.session = session;
    }

    /** The claimed client of the current request; empty if the request names no client that the realm has. */
    public static Optional<ClientModel> forRequest(KeycloakSession session) {
        return new ClaimedClient(session)
                .find(session.getContext().getHttpRequest().getDecodedFormParameters());
    }

    /** The same where the request may have a form that cannot be read: then by what else it says. */
    public static Optional<ClientModel> forUnreadableRequest(KeycloakSession session) {
        return new ClaimedClient(session).find(readable(session.getContext().getHttpRequest()));
    }

    private static MultivaluedMap<String, String> readable(HttpRequest request) {
        try {
            return request.getDecodedFormParameters();
        } catch (RuntimeException unreadable) {
            return new MultivaluedHashMap<>();
        }
    }

    /**
     * The client with an id that a request names. No client's id has a control character; some databases refuse to look
     * for one.
     *
     * @param id null if the request names none
     */
    public static Optional<ClientModel> named(KeycloakSession session, String id) {
        return Optional.ofNullable(id)
                .filter(name -> name.chars().noneMatch(Character::isISOControl))
                .map(name -> session.getContext().getRealm().getClientByClientId(name));
    }

    /** If a place names a client that the realm does not have, Keycloak reads the next place. */
    private Optional<ClientModel> find(MultivaluedMap<String, String> form) {
        HttpHeaders headers = session.getContext().getHttpRequest().getHttpHeaders();
        ClientClaims claims = new ClientClaims(
                form,
                Optional.ofNullable(headers.getRequestHeaders().getFirst(HttpHeaders.AUTHORIZATION)),
                BearerToken.from(headers),
                Optional.ofNullable(
                        session.getContext().getUri().getQueryParameters().getFirst(OAuth2Constants.CLIENT_ID)));
        return claims.first(this::client);
    }

    private Optional<ClientModel> client(ClientClaim claim) {
        if (claim instanceof ClientClaim.Id id) {
            return named(session, id.clientId());
        }
        if (claim instanceof ClientClaim.PreAuthorizedCode code) {
            return new OfferedClient(session).find(code.code()).flatMap(id -> named(session, id));
        }
        return federated((ClientClaim.FederatedSubject) claim);
    }

    /** As {@link FederatedJWTClientAuthenticator} finds the client. */
    private Optional<ClientModel> federated(ClientClaim.FederatedSubject claim) {
        AlternativeLookupProvider lookup = session.getProvider(AlternativeLookupProvider.class);
        return Optional.ofNullable(lookup.lookupIdentityProviderFromIssuer(
                        session, IdentityProviderType.CLIENT_ASSERTION, claim.issuer()))
                .map(provider -> lookup.lookupClientFromClientAttributes(
                        session,
                        Map.of(
                                FederatedJWTClientAuthenticator.JWT_CREDENTIAL_SUBJECT_KEY,
                                claim.subject(),
                                FederatedJWTClientAuthenticator.JWT_CREDENTIAL_ISSUER_KEY,
                                provider.getAlias())));
    }
}
