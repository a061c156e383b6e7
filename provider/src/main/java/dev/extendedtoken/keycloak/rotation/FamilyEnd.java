package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Families;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.Origin;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * Ends families. A family that was issued as one ends by being forgotten: its tokens name it, and it is not there. The
 * first token of an adopted family names none, so its id goes to Keycloak's revoked tokens.
 */
record FamilyEnd(KeycloakSession session, FamilyNotes notes) {

    /** For an offline token without an expiry: longer than anybody keeps one. */
    private static final long FOREVER = TimeUnit.DAYS.toSeconds(10 * 365);

    /** Makes room for one more. */
    void ofTheLongestUnused() {
        Map<String, Family> families = notes.all();
        for (String id : Families.tooMany(families)) {
            ofRefreshTokens(id, families.get(id));
            RotationCounter.EVICTED.count();
        }
    }

    void ofRefreshTokens(String id, Family family) {
        notes.remove(id);
        Origin origin = family.origin();
        if (origin.adopted()) {
            revoke(id, origin.expiresAt() == 0 ? FOREVER : origin.expiresAt() - Time.currentTimeSeconds());
        }
    }

    /** Introspection and userinfo ask for revoked ids. */
    void ofLatestAccessTokens(Family family) {
        Issued latest = family.latest();
        if (!latest.accessTokenId().isEmpty()) {
            revoke(latest.accessTokenId(), latest.accessTokenExpiresAt() - Time.currentTimeSeconds());
        }
    }

    private void revoke(String tokenId, long secondsLeft) {
        if (secondsLeft >= 0) {
            session.revokedTokens().put(tokenId, secondsLeft + 1);
        }
    }
}
