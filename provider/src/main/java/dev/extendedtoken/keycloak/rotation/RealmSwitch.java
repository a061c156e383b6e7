package dev.extendedtoken.keycloak.rotation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.RefreshToken;

/**
 * Keycloak's own rotation, the realm's switch "Revoke Refresh Token". Where it is on, it goes by dates, in three notes
 * for each of its reuse ids, and cannot be left out of a refresh; so it is shown what lets it pass.
 */
final class RealmSwitch {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TokenManager tokens;
    private final AuthenticatedClientSessionModel clientSession;
    private final RefreshToken presented;
    private final String reuseId;
    private final Map<String, String> before = new HashMap<>();

    RealmSwitch(
            KeycloakSession session,
            TokenManager tokens,
            AuthenticatedClientSessionModel clientSession,
            RefreshToken presented) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.tokens = tokens;
        this.clientSession = clientSession;
        this.presented = presented;
        this.reuseId = tokens.getReuseIdKey(presented);
    }

    /** Whether Keycloak has counted a use of this token, which has no family, while its client did not rotate by policy. */
    boolean refuses() {
        if (!counts()) {
            return false;
        }
        try {
            tokens.validateTokenReuse(session, realm, presented, clientSession, false);
            return false;
        } catch (OAuthErrorException used) {
            return true;
        }
    }

    /** Whether Keycloak, left alone, takes each token once, so that it need not be good for anything afterwards. */
    boolean takesOver() {
        return realm.isRevokeRefreshToken() && realm.getRefreshTokenMaxReuse() == 0;
    }

    /** Lets the presented token pass. */
    void standAside() {
        if (realm.isRevokeRefreshToken()) {
            notes().forEach(name -> before.put(name, clientSession.getNote(name)));
            clientSession.setRefreshToken(reuseId, presented.getId());
            clientSession.setRefreshTokenUseCount(reuseId, 0);
        }
    }

    /** Undoes what was shown, and what Keycloak has made of it. */
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                clientSession.removeNote(name);
            } else {
                clientSession.setNote(name, value);
            }
        });
        before.clear();
    }

    /**
     * The older tokens of an adopted family do not name it, so Keycloak's notes go on: the newest token is unused, and
     * all others are old.
     */
    void note(RefreshToken successor) {
        if (counts()) {
            clientSession.setRefreshToken(reuseId, successor.getId());
            clientSession.setRefreshTokenUseCount(reuseId, 0);
            clientSession.setRefreshTokenLastRefresh(reuseId, successor.getIat().intValue());
        }
    }

    /** Tokens that were issued while the switch was off share one reuse id, the empty one, which tells nothing. */
    private boolean counts() {
        return realm.isRevokeRefreshToken() && !reuseId.isEmpty();
    }

    private List<String> notes() {
        return List.of(
                AuthenticatedClientSessionModel.REFRESH_TOKEN_PREFIX + reuseId,
                AuthenticatedClientSessionModel.REFRESH_TOKEN_USE_PREFIX + reuseId,
                AuthenticatedClientSessionModel.REFRESH_TOKEN_LAST_REFRESH_PREFIX + reuseId);
    }
}
