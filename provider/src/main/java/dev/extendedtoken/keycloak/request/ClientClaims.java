package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.OAuth2Constants;
import org.keycloak.protocol.oid4vc.model.PreAuthorizedCodeGrant;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.util.BasicAuthHelper;

/**
 * The places in which a request names a client. It can name several.
 *
 * @param form the parameters of its body
 * @param authorization its first {@code Authorization} header
 * @param bearer the access token in that header
 * @param queryClientId the parameter {@code client_id} of its URL
 */
record ClientClaims(
        MultivaluedMap<String, String> form,
        Optional<String> authorization,
        Optional<String> bearer,
        Optional<String> queryClientId) {

    /**
     * Asks for each place in the order in which Keycloak lets one place win over another: the grants that authenticate no
     * client by its credentials, then Keycloak's client authenticators. Of these only the one for X.509 reads the URL.
     * Called for each request, hence without a stream. A place is read only when those before it have given nothing.
     *
     * @return what the first claim gives that gives anything
     */
    <T> Optional<T> first(Function<ClientClaim, Optional<T>> asked) {
        List<Supplier<Optional<ClientClaim>>> places = List.of(
                this::fromUmaBearer,
                this::fromPreAuthorizedCode,
                this::fromForm,
                this::fromBasic,
                this::fromAssertion,
                this::fromQuery);
        for (Supplier<Optional<ClientClaim>> place : places) {
            Optional<T> found = place.get().flatMap(asked);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** UMA 2.0: the permission grant prefers the access token that authorizes the request to any client credentials. */
    private Optional<ClientClaim> fromUmaBearer() {
        return bearer.filter(token -> isGrant(OAuth2Constants.UMA_GRANT_TYPE))
                .flatMap(token -> UnverifiedJwt.parse(token, AccessToken.class))
                .map(AccessToken::getIssuedFor)
                .map(ClientClaim.Id::new);
    }

    /** The grant authenticates no client: the request acts as the client that the code is for. */
    private Optional<ClientClaim> fromPreAuthorizedCode() {
        return isGrant(PreAuthorizedCodeGrant.PRE_AUTH_GRANT_TYPE)
                ? parameter(PreAuthorizedCodeGrant.CODE_REQUEST_PARAM).map(ClientClaim.PreAuthorizedCode::new)
                : Optional.empty();
    }

    private boolean isGrant(String type) {
        return parameter(OAuth2Constants.GRANT_TYPE).filter(type::equals).isPresent();
    }

    /** As the token endpoint reads it, which drops control characters; client authenticators do not. */
    private Optional<String> parameter(String name) {
        return Optional.ofNullable(form.getFirst(name)).map(ControlCharacters::remove);
    }

    private Optional<ClientClaim> fromForm() {
        return Optional.ofNullable(form.getFirst(OAuth2Constants.CLIENT_ID)).map(ClientClaim.Id::new);
    }

    /** RFC 6749 section 2.3.1. */
    private Optional<ClientClaim> fromBasic() {
        return authorization
                .map(BasicAuthHelper::parseHeader)
                .flatMap(idAndSecret -> decoded(idAndSecret[0]))
                .map(ClientClaim.Id::new);
    }

    /** Only the id: a client is named also where its secret cannot be decoded. */
    private static Optional<String> decoded(String id) {
        try {
            return Optional.of(URLDecoder.decode(id, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException brokenPercentEncoding) {
            return Optional.empty();
        }
    }

    /** RFC 7523 section 3: a client that speaks for itself is issuer and subject of its assertion. */
    private Optional<ClientClaim> fromAssertion() {
        return Optional.ofNullable(form.getFirst(OAuth2Constants.CLIENT_ASSERTION))
                .flatMap(assertion -> UnverifiedJwt.parse(assertion, JsonWebToken.class))
                .filter(assertion -> assertion.getIssuer() != null && assertion.getSubject() != null)
                .map(ClientClaims::fromAssertion);
    }

    private static ClientClaim fromAssertion(JsonWebToken assertion) {
        return Objects.equals(assertion.getIssuer(), assertion.getSubject())
                ? new ClientClaim.Id(assertion.getSubject())
                : new ClientClaim.FederatedSubject(assertion.getIssuer(), assertion.getSubject());
    }

    private Optional<ClientClaim> fromQuery() {
        return queryClientId.map(ClientClaim.Id::new);
    }
}
