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
 * Revoked access tokens (RFC 7009). Keycloak stores a revocation until the token expires, but a policy may accept an
 * expired token, as a user JWT on refresh. For that there is a second entry beside Keycloak's, which cannot be extended.
 *
 * <p>The second entry lasts as long as the current policies accept the token. A policy that later accepts the tokens of
 * more clients, or for longer, does not find it; an administrator who makes such a change sets a not-before.
 */
public final class AccessTokenRevocations {

    /** In seconds: 30 days, the limit for every executor. A user who is away for longer signs in again. */
    public static final int MAX_EXPIRY_TOLERANCE = 30 * 24 * 60 * 60;

    private final KeycloakSession session;

    public AccessTokenRevocations(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Revokes an access token for Keycloak and for all policies that may accept it.
     *
     * @param expiresAt its {@code exp}, in seconds since 1970
     * @param issuedTo the {@code client_id} of the client that it was issued to
     */
    public void revoke(RealmModel realm, String tokenId, long expiresAt, String issuedTo) {
        put(tokenId, expiresAt);
        extend(realm, tokenId, expiresAt, issuedTo);
    }

    /** Adds the second entry for a token that Keycloak has revoked. */
    public void extend(RealmModel realm, String tokenId, long expiresAt, String issuedTo) {
        OptionalInt after = session.getProvider(ClientPolicyEvaluator.class).expiryTolerance(realm, issuedTo);
        if (after.orElse(0) > 0) {
            put(entry(realm, tokenId), expiresAt + after.getAsInt());
        }
    }

    /**
     * Revokes all access tokens of a family of refresh tokens: for Keycloak each known token, and for policies that accept
     * expired tokens the whole family by its name.
     *
     * @param expiries the ids of the tokens that may be valid, with their {@code exp}
     */
    public void revokeFamily(RealmModel realm, String family, Map<String, Long> expiries, String issuedTo) {
        expiries.forEach((id, expiresAt) -> {
            put(id, expiresAt);
            if (!AccessTokenFamily.parse(id).equals(Optional.of(family))) {
                extend(realm, id, expiresAt, issuedTo);
            }
        });
        expiries.values().stream().max(Long::compare).ifPresent(latest -> extend(realm, family, latest, issuedTo));
    }

    /** Whether a token that may have expired was revoked, by itself or with its family. */
    public boolean contains(RealmModel realm, String tokenId) {
        return session.revokedTokens().contains(tokenId)
                || session.revokedTokens().contains(entry(realm, tokenId))
                || AccessTokenFamily.parse(tokenId)
                        .map(family -> session.revokedTokens().contains(entry(realm, family)))
                        .orElse(false);
    }

    /** Does nothing if the time is in the past. */
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
