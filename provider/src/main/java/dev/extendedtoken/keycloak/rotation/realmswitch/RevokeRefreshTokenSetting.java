package dev.extendedtoken.keycloak.rotation.realmswitch;

import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.RefreshToken;

/**
 * Keycloak's own rotation, the realm's switch "Revoke Refresh Token". Where it is on, it goes by dates, in three notes
 * for each of its reuse ids; {@link RevokeRefreshTokenOverride} keeps it out of the refreshes that a policy decides.
 */
public final class RevokeRefreshTokenSetting {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TokenManager tokens;
    private final AuthenticatedClientSessionModel clientSession;
    private final RefreshToken presented;
    private final String reuseId;

    public RevokeRefreshTokenSetting(
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
    public boolean refuses() {
        if (!counts() && !isNoted()) {
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
    public boolean takesOver() {
        return realm.isRevokeRefreshToken() && realm.getRefreshTokenMaxReuse() == 0;
    }

    /** Keycloak's own rotation knows a successor by this, should it take over one day. */
    public void mark(RefreshToken successor) {
        if (counts()) {
            successor.getOtherClaims().put(Constants.REUSE_ID, reuseId);
        }
    }

    /**
     * The older tokens of an adopted family do not name it, so Keycloak's notes go on: the newest token is unused, and
     * all others are old.
     */
    public void note(RefreshToken successor) {
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

    /** Except about the one that was used last. */
    private boolean isNoted() {
        return realm.isRevokeRefreshToken() && presented.getId().equals(clientSession.getRefreshToken(reuseId));
    }
}
