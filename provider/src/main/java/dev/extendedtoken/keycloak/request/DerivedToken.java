package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.utils.StringUtil;

/**
 * A token that no login has led to directly: it comes from a token exchange (RFC 8693) or a UMA ticket, or was refreshed
 * from such a token.
 */
public final class DerivedToken {

    /**
     * The claim that such tokens, and no others, have: a list of the client sessions that the token ends with. It may be
     * empty.
     */
    public static final String CLAIM = "derived_from";

    /** The form of the current token request. */
    private record Form(MultivaluedMap<String, String> parameters) {}

    private DerivedToken() {}

    /** Whether the current request asks for such a token. */
    public static boolean isRequested(KeycloakSession session) {
        return isExchange(session) || isUma(session);
    }

    private static boolean isExchange(KeycloakSession session) {
        return isGrant(session, OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE);
    }

    /** Whether it does so by the grant of UMA 2.0. */
    public static boolean isUma(KeycloakSession session) {
        return isGrant(session, OAuth2Constants.UMA_GRANT_TYPE);
    }

    private static boolean isGrant(KeycloakSession session, String type) {
        return formParameter(session, OAuth2Constants.GRANT_TYPE)
                .map(StringUtil::removeControlCharacters)
                .filter(type::equals)
                .isPresent();
    }

    /**
     * Keeps the parameters of the current token request, as they are before its grant runs: a grant may change them.
     */
    public static void keepRequest(KeycloakSession session, MultivaluedMap<String, String> form) {
        RequestState.put(session, Form.class, new Form(new MultivaluedHashMap<>(form)));
    }

    /** A parameter of the request's form, as Keycloak's grants read it: the first value. */
    public static Optional<String> formParameter(KeycloakSession session, String name) {
        return RequestState.find(session, Form.class)
                .map(form -> form.parameters().getFirst(name));
    }

    public static boolean isDerived(JsonWebToken token) {
        return token.getOtherClaims().containsKey(CLAIM);
    }

    /** The value of the claim; empty if the token has none. */
    public static Optional<Object> claim(JsonWebToken token) {
        return Optional.ofNullable(token.getOtherClaims().get(CLAIM));
    }

    /** @param token null for none */
    public static void mark(JsonWebToken token, Object ancestors) {
        if (token != null) {
            token.getOtherClaims().put(CLAIM, ancestors);
        }
    }

    /** Makes a token known as derived of which no client session is known that it could end with. */
    public static void mark(JsonWebToken token) {
        if (token != null && !isDerived(token)) {
            mark(token, List.of());
        }
    }
}
