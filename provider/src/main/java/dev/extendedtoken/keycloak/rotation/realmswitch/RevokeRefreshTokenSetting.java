package dev.extendedtoken.keycloak.rotation.realmswitch;

import java.util.Map;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.RefreshToken;

/**
 * What Keycloak does for the realm's setting "Revoke Refresh Token", and how it and families hand tokens over to each
 * other when a client policy is enabled or disabled. Keycloak compares ids and dates of tokens with notes of the client
 * session, one set of notes for each {@code reuse_id}. {@link RevokeRefreshTokenOverride} keeps it out of the refreshes
 * that a policy decides. See the section "State" of the package's README.
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
    public boolean hasSeenUsed() {
        if (!isTracked() && !isNoted()) {
            return false;
        }
        try {
            tokens.validateTokenReuse(session, realm, presented, clientSession, false);
            return false;
        } catch (OAuthErrorException used) {
            return true;
        }
    }

    /** Whether the setting accepts each token once, so that its family need not be kept. */
    public boolean takesOver() {
        return realm.isRevokeRefreshToken() && realm.getRefreshTokenMaxReuse() == 0;
    }

    /** Gives the successor the claim by which the setting finds its notes, should it take over later. */
    public void writeReuseId(RefreshToken successor) {
        if (isTracked()) {
            successor.getOtherClaims().put(Constants.REUSE_ID, reuseId);
        }
    }

    /**
     * Notes the successor of an adopted token as the newest one, not used yet. The older tokens of the family do not name
     * it, so the setting must know them as old.
     */
    public void noteSuccessor(RefreshToken successor) {
        if (!isTracked()) {
            return;
        }
        clientSession.setRefreshToken(reuseId, successor.getId());
        clientSession.setRefreshTokenUseCount(reuseId, 0);
        clientSession.setRefreshTokenLastRefresh(reuseId, successor.getIat().intValue());
        noteAsLatestGenerated(successor.getId());
    }

    /**
     * Keycloak 26.8 also notes the id of the token that it generated last for this reuse id (issue 50999, {@code
     * setLatestGeneratedRefreshToken}), and accepts that token whatever its date. 26.7 has neither the method nor
     * the note, so the note is found by the end of its name, and by its value, which is no count and no date.
     */
    private void noteAsLatestGenerated(String successorId) {
        for (Map.Entry<String, String> note : notes().entrySet()) {
            boolean isTokenId = note.getKey().endsWith(reuseId) && !isNumber(note.getValue());
            if (isTokenId && !note.getValue().equals(successorId)) {
                clientSession.setNote(note.getKey(), successorId);
            }
        }
    }

    private static boolean isNumber(String value) {
        return value.chars().allMatch(Character::isDigit);
    }

    /**
     * After a token that Keycloak has just generated, and 26.8 has noted as the latest one, was given another id: notes
     * that id instead. On 26.7 there is no such note.
     */
    public void replaceNotedId(String generatedId, String newId) {
        for (Map.Entry<String, String> note : notes().entrySet()) {
            if (note.getValue().equals(generatedId)) {
                clientSession.setNote(note.getKey(), newId);
            }
        }
    }

    /** A copy, which may be iterated while notes are set. */
    private Map<String, String> notes() {
        return Map.copyOf(clientSession.getNotes());
    }

    /** Tokens that were issued while the setting was off share one reuse id, the empty one, which tells nothing. */
    private boolean isTracked() {
        return realm.isRevokeRefreshToken() && !reuseId.isEmpty();
    }

    /** Whether it is the token that was used last. */
    private boolean isNoted() {
        return realm.isRevokeRefreshToken() && presented.getId().equals(clientSession.getRefreshToken(reuseId));
    }
}
