package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails.AccessTokenExpiry;
import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.realmswitch.RevokeRefreshTokenSetting;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.store.LockedClientSession;
import dev.extendedtoken.keycloak.rotation.token.FamilyClaims;
import dev.extendedtoken.keycloak.rotation.token.FamilyTokens;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.RefreshToken;

/**
 * What comes of a refresh that is decided: its tokens are made those of the family, and the family's note is set.
 *
 * @param presented the place of the token that was shown
 * @param locked told which note Keycloak is going to write
 * @param derivedFrom the family that this one comes from; empty for a login
 */
record FamilyAnswer(
        KeycloakSession session,
        RotationPolicy policy,
        Generation presented,
        FamilyNotes families,
        RevokeRefreshTokenSetting realmSwitch,
        Optional<LockedClientSession> locked,
        Optional<String> derivedFrom) {

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
        Generation next = presented.next();
        Issued issued = tokens.successor(session, next, policy, family.origin().issuedAt());
        if (isNew) {
            new FamilyEnd(session, families).ofTheLongestUnused(derivedFrom.isPresent());
        }
        put(
                family.rotated(presented.number(), Time.currentTimeMillis(), issued),
                withAccessToken(details(), tokens).answered(next.number(), tokens.binding()));
        if (family.origin().adopted()) {
            realmSwitch.note(tokens.refresh());
        }
        RotationCounter.ROTATED.count();
    }

    /**
     * Gives the latest answer again, its access token under the same id.
     *
     * @return false if that access token is no more
     */
    boolean repeat(Family family, FamilyTokens tokens) {
        repeatRefreshToken(family, tokens);
        return tokens.sameAccessToken(family.latest(), Time.currentTimeSeconds());
    }

    /** Gives the latest answer again, with an access token of its own. */
    void repeatWithNewAccessToken(Family family, FamilyTokens tokens) {
        repeatRefreshToken(family, tokens);
        tokens.anotherAccessToken(session, presented.next());
    }

    private void repeatRefreshToken(Family family, FamilyTokens tokens) {
        if (tokens.refresh() != null) {
            tokens.sameRefreshToken(presented.next(), family.latest());
        }
    }

    void noteRetry(Family family, FamilyTokens tokens) {
        put(family.retried(tokens.access().getId(), tokens.accessTokenExpiresAt()), withAccessToken(details(), tokens));
    }

    /** The presented token goes on; the end of its family must reach the access token of this answer, too. */
    void keepRefreshToken(Family family, boolean isNew, FamilyTokens tokens) {
        long now = Time.currentTimeSeconds();
        FamilyDetails details = details();
        Optional<AccessTokenExpiry> recent = details.recentAccessToken(presented, tokens.accessTokenExpiresAt(), now);
        if (recent.isPresent()) {
            tokens.sharedAccessToken(recent.get());
            return;
        }
        tokens.anotherAccessToken(session, presented);
        FamilyDetails added = withAccessToken(details, tokens);
        if (isNew) {
            new FamilyEnd(session, families).ofTheLongestUnused(derivedFrom.isPresent());
            put(family, added);
        } else {
            expectNote(families.put(presented.family(), added));
        }
    }

    private FamilyDetails details() {
        return families.details(presented.family()).derivedFrom(derivedFrom);
    }

    private static FamilyDetails withAccessToken(FamilyDetails details, FamilyTokens tokens) {
        return details.with(tokens.access().getId(), tokens.accessTokenExpiresAt(), Time.currentTimeSeconds());
    }

    private void put(Family family, FamilyDetails details) {
        expectNote(families.put(presented.family(), family, details));
    }

    private void expectNote(Map.Entry<String, String> note) {
        locked.ifPresent(session -> session.expectNote(note.getKey(), note.getValue()));
    }
}
