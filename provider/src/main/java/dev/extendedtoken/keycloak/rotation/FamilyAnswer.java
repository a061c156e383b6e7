package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.RefreshToken;

/**
 * What comes of a refresh that is decided: its tokens are made those of the family, and the family's note is set.
 *
 * @param presented the place of the token that was shown
 * @param held told which note Keycloak is going to write
 */
record FamilyAnswer(
        KeycloakSession session,
        RotationPolicy policy,
        Generation presented,
        FamilyNotes families,
        RealmSwitch realmSwitch,
        Optional<HeldSession> held) {

    /** The successor stays in the family, so that it is known which of them is newer should rotation come back. */
    void pass(Family family, RefreshToken successor) {
        if (realmSwitch.takesOver()) {
            new FamilyEnd(session, families).ofRefreshTokens(presented.family(), family);
        } else {
            FamilyClaims.write(successor, presented.next());
        }
    }

    /** @param isNew whether there is no note of this family yet */
    void rotate(Family family, boolean isNew, FamilyTokens tokens) {
        Issued issued = tokens.successor(
                session, presented.next(), policy, family.origin().issuedAt());
        if (isNew) {
            new FamilyEnd(session, families).ofTheLongestUnused();
        }
        put(family.rotated(presented.number(), Time.currentTimeMillis(), issued));
        if (family.origin().adopted()) {
            realmSwitch.note(tokens.refresh());
        }
        RotationCounter.ROTATED.count();
    }

    /** @return whether the access token, too, is the one of the latest answer */
    boolean repeat(Family family, FamilyTokens tokens) {
        if (tokens.refresh() != null) {
            tokens.sameRefreshToken(presented.next(), family.latest());
        }
        return tokens.sameAccessToken(family.latest(), Time.currentTimeSeconds());
    }

    void noteRetry(Family family, FamilyTokens tokens) {
        put(family.retried(
                tokens.access().getId(), FamilyClaims.orZero(tokens.access().getExp())));
    }

    private void put(Family family) {
        Map.Entry<String, String> note = families.put(presented.family(), family);
        held.ifPresent(session -> session.expect(note.getKey(), note.getValue()));
    }
}
