package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.request.PresentedCode;
import dev.extendedtoken.keycloak.request.TokenRequest;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProviderFactory;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;

/** The user of the code or refresh token that a token request presents. Neither is used up here. */
record PresentedGrant(KeycloakSession session, TokenRequest request) {

    /** The user's id; empty if the client has no such code. */
    Optional<String> userOfCode(ClientModel client) {
        return request.get(OAuth2Constants.CODE)
                .flatMap(code -> PresentedCode.find(session, client, code))
                .map(code -> code.userSession().getUser().getId());
    }

    /** The user's id; empty if the token is not of this realm, or names no session that exists. */
    Optional<String> userOfRefreshToken() {
        return refreshToken()
                .flatMap(token -> Optional.ofNullable(token.getSessionId()).flatMap(id -> userOf(id, token)));
    }

    /** Whether the refresh token may be valid without a session, as those of other providers (verifiable credentials). */
    boolean mayHaveNoSession() {
        return refreshToken()
                .filter(token -> token.getSessionId() == null
                        || token.getProvider() != null
                                && !DefaultRefreshTokenProviderFactory.PROVIDER_ID.equals(token.getProvider()))
                .isPresent();
    }

    private Optional<RefreshToken> refreshToken() {
        return request.get(OAuth2Constants.REFRESH_TOKEN)
                .map(token -> session.tokens().decode(token, RefreshToken.class));
    }

    /** Reads in a separate Keycloak session, because the refresh must read the user session later, under its lock. */
    private Optional<String> userOf(String userSession, RefreshToken token) {
        boolean offline = TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType());
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> new DatabaseTransaction(own)
                        .read(() -> Optional.ofNullable(userSession(own, userSession, offline))
                                .map(UserSessionModel::getUser)
                                .map(UserModel::getId)),
                "user of a refresh token");
    }

    private static UserSessionModel userSession(KeycloakSession own, String id, boolean offline) {
        return offline
                ? own.sessions().getOfflineUserSession(own.getContext().getRealm(), id)
                : own.sessions().getUserSession(own.getContext().getRealm(), id);
    }
}
