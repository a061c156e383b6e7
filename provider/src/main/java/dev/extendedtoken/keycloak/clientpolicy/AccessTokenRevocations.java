package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.request.AccessTokenFamily;
import dev.extendedtoken.keycloak.storage.RevocationEntry;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Revoked access tokens (RFC 7009). Keycloak forgets a revocation when the token expires; a policy of the realm may take
 * the token for longer, as a user JWT on refresh. For that there is an entry of its own beside Keycloak's, because
 * Keycloak never extends one that exists.
 *
 * <p>The entry lives for as long as the policies of the moment could take the token. A policy that takes more clients'
 * tokens, or for longer, after the revocation does not learn of it: whoever widens one sets a not-before.
 */
public final class AccessTokenRevocations {

    /** In seconds: 30 days, the limit for every executor. A user who is away for longer signs in again. */
    public static final int MAX_EXPIRY_TOLERANCE = 30 * 24 * 60 * 60;

    private final KeycloakSession session;

    public AccessTokenRevocations(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Revokes an access token for every acceptor, and for as long as each could take it.
     *
     * @param expiresAt its {@code exp}, in seconds since 1970
     * @param issuedTo the id of the client that it was issued to
     */
    public void revoke(RealmModel realm, String tokenId, long expiresAt, String issuedTo) {
        put(tokenId, expiresAt);
        extend(realm, tokenId, expiresAt, issuedTo);
    }

    /** The same for a token that Keycloak itself has revoked: only what Keycloak does not remember. */
    public void extend(RealmModel realm, String tokenId, long expiresAt, String issuedTo) {
        OptionalInt after = session.getProvider(ClientPolicyEvaluator.class).expiryTolerance(realm, issuedTo);
        if (after.orElse(0) > 0) {
            put(entry(realm, tokenId), expiresAt + after.getAsInt());
        }
    }

    /**
     * Revokes all access tokens of a family of refresh tokens: for Keycloak each that is known, and by the family's name
     * for those who take access tokens after their expiry.
     *
     * @param expiries the ids of those that may be good, with their {@code exp}
     */
    public void revokeFamily(RealmModel realm, String family, Map<String, Long> expiries, String issuedTo) {
        expiries.forEach((id, expiresAt) -> {
            put(id, expiresAt);
            if (!AccessTokenFamily.of(id).equals(Optional.of(family))) {
                extend(realm, id, expiresAt, issuedTo);
            }
        });
        expiries.values().stream().max(Long::compare).ifPresent(latest -> extend(realm, family, latest, issuedTo));
    }

    /** Whether a token that may have expired was revoked, by itself or with its family. */
    public boolean contains(RealmModel realm, String tokenId) {
        return session.revokedTokens().contains(tokenId)
                || session.revokedTokens().contains(entry(realm, tokenId))
                || AccessTokenFamily.of(tokenId)
                        .map(family -> session.revokedTokens().contains(entry(realm, family)))
                        .orElse(false);
    }

    /** Nothing for what nobody takes any more. */
    private void put(String id, long until) {
        long left = until - Time.currentTimeSeconds();
        if (left >= 0) {
            session.revokedTokens().put(id, left + 1);
        }
    }

    private static String entry(RealmModel realm, String tokenId) {
        return RevocationEntry.id("user-jwt", realm.getId(), tokenId);
    }
}
