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
 * What a narrowed code exchange has left of the scope, for all that derives from it: a claim of its access tokens and
 * refresh tokens. A token that is obtained with such a token, by an exchange (RFC 8693) or as a UMA ticket, at any client,
 * has no optional scope beyond it, and has the claim too.
 *
 * @param user whom the token is for
 * @param scopes separated by spaces
 */
record ScopeLimit(Optional<String> user, String scopes) {

    /** The claim, signed with the token. */
    static final String CLAIM = "scope_limit";

    /** For tokens that may have no optional scope at all. */
    static final ScopeLimit NOTHING = new ScopeLimit(Optional.empty(), "");

    /** That the tokens of the current request are limited. */
    private record Begun() {}

    /**
     * The limit of a token, which is not verified here. Keycloak verifies the signature, and thereby that no claim was
     * taken away.
     *
     * @param token null if there is none
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

    /** Whether a token, or what it derives from, is limited. */
    static boolean isLimited(AccessToken token) {
        return token != null && token.getOtherClaims().containsKey(CLAIM);
    }

    static void put(AccessToken token, String scopes) {
        if (token != null) {
            token.getOtherClaims().put(CLAIM, scopes);
        }
    }

    /** From here on, the tokens of the current request are limited to the scope that they have. */
    static void begin(KeycloakSession session) {
        RequestState.put(session, Begun.class, new Begun());
    }

    /** Whether the tokens of the current request are limited. */
    static boolean hasBegun(KeycloakSession session) {
        return RequestState.has(session, Begun.class);
    }

    /** What is left of scopes that are asked for, where the limit is what was granted. */
    String ofRequested(KeycloakSession session, String asked) {
        return GrantedScopes.parse(scopes, organizations(session)).narrowedTo(TokenRequest.scopes(asked));
    }

    /** What is left of scopes that were granted elsewhere. */
    String ofGranted(KeycloakSession session, String granted) {
        return GrantedScopes.parse(granted, organizations(session)).narrowedTo(TokenRequest.scopes(scopes));
    }

    private OrganizationScopes organizations(KeycloakSession session) {
        Optional<UserModel> model =
                user.map(id -> session.users().getUserById(session.getContext().getRealm(), id));
        return new OrganizationScopes(session, model);
    }
}
