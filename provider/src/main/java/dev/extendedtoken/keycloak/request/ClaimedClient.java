package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.authenticators.client.FederatedJWTClientAuthenticator;
import org.keycloak.cache.AlternativeLookupProvider;
import org.keycloak.http.HttpRequest;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.IdentityProviderType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oid4vc.model.PreAuthorizedCodeGrant;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.util.BasicAuthHelper;
import org.keycloak.utils.StringUtil;

/**
 * The client that a request says it comes from, before anything is proven. Read in the order in which Keycloak's own
 * client authenticators let one place win over another; whether the claim holds is theirs to find out, and features
 * look again at the client that they authenticated.
 */
public final class ClaimedClient {

    private final KeycloakSession session;
    private final HttpRequest request;
    private final MultivaluedMap<String, String> form;

    private ClaimedClient(KeycloakSession session, HttpRequest request, MultivaluedMap<String, String> form) {
        this.session = session;
        this.request = request;
        this.form = form;
    }

    /** The claimed client of the current request; empty if it names none, or one that the realm does not have. */
    public static Optional<ClientModel> of(KeycloakSession session) {
        HttpRequest request = session.getContext().getHttpRequest();
        return new ClaimedClient(session, request, request.getDecodedFormParameters()).find();
    }

    /** The same where the request may have a form that cannot be read: then by what else it says. */
    public static Optional<ClientModel> ofAny(KeycloakSession session) {
        HttpRequest request = session.getContext().getHttpRequest();
        return new ClaimedClient(session, request, readable(request)).find();
    }

    private static MultivaluedMap<String, String> readable(HttpRequest request) {
        try {
            return request.getDecodedFormParameters();
        } catch (RuntimeException unreadable) {
            return new MultivaluedHashMap<>();
        }
    }

    /** A place that names a client which the realm does not have does not keep Keycloak from looking at the next one. */
    private Optional<ClientModel> find() {
        return known(fromBearer())
                .or(() -> known(fromPreAuthorizedCode()))
                .or(() -> known(Optional.ofNullable(form.getFirst(OAuth2Constants.CLIENT_ID))))
                .or(() -> known(fromBasic()))
                .or(this::fromAssertion)
                .or(() -> known(fromQuery()));
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

    private Optional<ClientModel> known(Optional<String> id) {
        return named(session, id.orElse(null));
    }

    /** UMA 2.0: the permission grant prefers the access token that authorizes the request to any client credentials. */
    private Optional<String> fromBearer() {
        if (!isGrant(OAuth2Constants.UMA_GRANT_TYPE)) {
            return Optional.empty();
        }
        return BearerToken.of(request.getHttpHeaders())
                .flatMap(token -> read(token, AccessToken.class))
                .map(AccessToken::getIssuedFor);
    }

    /** Its grant authenticates nobody: whoever has the code acts as the client that the code is for. */
    private Optional<String> fromPreAuthorizedCode() {
        if (!isGrant(PreAuthorizedCodeGrant.PRE_AUTH_GRANT_TYPE)) {
            return Optional.empty();
        }
        return parameter(PreAuthorizedCodeGrant.CODE_REQUEST_PARAM).flatMap(new OfferedClient(session)::of);
    }

    private boolean isGrant(String type) {
        return parameter(OAuth2Constants.GRANT_TYPE).filter(type::equals).isPresent();
    }

    /** As the token endpoint reads it, which drops control characters; client authenticators do not. */
    private Optional<String> parameter(String name) {
        return Optional.ofNullable(form.getFirst(name)).map(StringUtil::removeControlCharacters);
    }

    private Optional<String> fromBasic() {
        return Optional.ofNullable(request.getHttpHeaders().getRequestHeaders().getFirst(HttpHeaders.AUTHORIZATION))
                .map(BasicAuthHelper::parseHeader)
                .flatMap(idAndSecret -> decoded(idAndSecret[0]));
    }

    /** RFC 6749 section 2.3.1, of the id alone: a client is named also where its secret cannot be decoded. */
    private static Optional<String> decoded(String id) {
        try {
            return Optional.of(URLDecoder.decode(id, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException brokenPercentEncoding) {
            return Optional.empty();
        }
    }

    /**
     * RFC 7523 section 3: a client that speaks for itself is issuer and subject of its assertion; for others an
     * identity provider of the realm speaks.
     */
    private Optional<ClientModel> fromAssertion() {
        return Optional.ofNullable(form.getFirst(OAuth2Constants.CLIENT_ASSERTION))
                .flatMap(token -> read(token, JsonWebToken.class))
                .flatMap(token -> Objects.equals(token.getIssuer(), token.getSubject())
                        ? known(Optional.ofNullable(token.getSubject()))
                        : federated(token));
    }

    /** As {@link FederatedJWTClientAuthenticator} finds the client. */
    private Optional<ClientModel> federated(JsonWebToken token) {
        if (token.getIssuer() == null || token.getSubject() == null) {
            return Optional.empty();
        }
        AlternativeLookupProvider lookup = session.getProvider(AlternativeLookupProvider.class);
        return Optional.ofNullable(lookup.lookupIdentityProviderFromIssuer(
                        session, IdentityProviderType.CLIENT_ASSERTION, token.getIssuer()))
                .map(provider -> lookup.lookupClientFromClientAttributes(
                        session,
                        Map.of(
                                FederatedJWTClientAuthenticator.JWT_CREDENTIAL_SUBJECT_KEY,
                                token.getSubject(),
                                FederatedJWTClientAuthenticator.JWT_CREDENTIAL_ISSUER_KEY,
                                provider.getAlias())));
    }

    /** Keycloak's X.509 authenticator, alone of all, also looks there. */
    private Optional<String> fromQuery() {
        return Optional.ofNullable(
                session.getContext().getUri().getQueryParameters().getFirst(OAuth2Constants.CLIENT_ID));
    }

    private static <T extends JsonWebToken> Optional<T> read(String token, Class<T> type) {
        try {
            return Optional.ofNullable(new JWSInput(token).readJsonContent(type));
        } catch (JWSInputException e) {
            return Optional.empty();
        }
    }
}
