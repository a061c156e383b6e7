package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.request.RequestState;
import dev.extendedtoken.keycloak.request.TokenRequest;
import dev.extendedtoken.keycloak.request.UnverifiedJwt;
import dev.extendedtoken.keycloak.tokenrequest.model.GrantedScopes;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

/**
 * The scope of a narrowed code exchange, a claim of its access and refresh tokens. A token that is obtained with such a
 * token, by a token exchange (RFC 8693) or as a UMA ticket, has no optional scope beyond the limit and the same claim.
 *
 * @param user the id of the token's user
 * @param scopes separated by spaces
 */
record ScopeLimit(Optional<String> user, String scopes) {

    static final String CLAIM = "scope_limit";

    /** Allows no optional scope. */
    static final ScopeLimit NOTHING = new ScopeLimit(Optional.empty(), "");

    /** That the tokens of the current request are limited. */
    private record Applied() {}

    /**
     * Reads the limit of a token without verifying it. Keycloak verifies the signature afterwards, so that nobody can remove
     * the claim. An added claim could only reduce the scope.
     *
     * @param token null if the request has none
     */
    static Optional<ScopeLimit> read(String token) {
        return Optional.ofNullable(token)
                .flatMap(text -> UnverifiedJwt.parse(text, AccessToken.class))
                .flatMap(ScopeLimit::from);
    }

    private static Optional<ScopeLimit> from(AccessToken token) {
        return Optional.ofNullable(token.getOtherClaims().get(CLAIM))
                .map(scopes -> new ScopeLimit(Optional.ofNullable(token.getSubject()), scopes.toString()));
    }

    /** Whether a token has a limit. */
    static boolean isLimited(AccessToken token) {
        return token != null && token.getOtherClaims().containsKey(CLAIM);
    }

    static void write(AccessToken token, String scopes) {
        if (token != null) {
            token.getOtherClaims().put(CLAIM, scopes);
        }
    }

    /** Limits the tokens of the current request to the scope that they get. */
    static void apply(KeycloakSession session) {
        RequestState.put(session, Applied.class, new Applied());
    }

    /** Whether the tokens of the current request are limited. */
    static boolean isApplied(KeycloakSession session) {
        return RequestState.has(session, Applied.class);
    }

    /** The requested scopes within the limit. */
    String restrictRequested(KeycloakSession session, String requested) {
        return GrantedScopes.parse(scopes, organizations(session)).narrowedTo(TokenRequest.scopes(requested));
    }

    /** The scopes of another grant within the limit. */
    String restrictGranted(KeycloakSession session, String granted) {
        return GrantedScopes.parse(granted, organizations(session)).narrowedTo(TokenRequest.scopes(scopes));
    }

    private OrganizationScopes organizations(KeycloakSession session) {
        Optional<UserModel> model =
                user.map(id -> session.users().getUserById(session.getContext().getRealm(), id));
        return new OrganizationScopes(session, model);
    }
}
