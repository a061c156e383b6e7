package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.rotation.derived.Ancestors;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails.AccessTokenExpiry;
import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.realmswitch.RevokeRefreshTokenSetting;
import dev.extendedtoken.keycloak.rotation.store.FamilyEnd;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.token.FamilyClaims;
import dev.extendedtoken.keycloak.rotation.token.FamilyTokens;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.RefreshToken;

/**
 * What a refresh makes of its family and of the tokens of its response.
 *
 * @param presented the generation of the refresh token of the request
 * @param derivedFrom the family that this one is derived from; empty for a login
 * @param tokens of the response, as Keycloak has made them
 */
record FamilyUpdate(
        KeycloakSession session,
        RotationPolicy policy,
        Generation presented,
        FamilyNotes families,
        RevokeRefreshTokenSetting setting,
        Optional<String> derivedFrom,
        FamilyTokens tokens) {

    static FamilyUpdate forRefresh(DecidedRefresh decided, FamilyTokens tokens) {
        StartedRefresh started = decided.started();
        return new FamilyUpdate(
                started.session(),
                started.policy(),
                started.presented().generation(),
                decided.families(),
                decided.setting(),
                Ancestors.firstFamily(DerivedToken.claim(started.request().oldRefreshToken())),
                tokens);
    }

    /**
     * The client does not rotate any more. The successor stays in the family, so that its generation is known if rotation
     * is enabled again; or the family ends, if the realm's "Revoke Refresh Token" does its work from now on.
     */
    void passOn(Family family) {
        if (setting.takesOver()) {
            new FamilyEnd(session, families).endRefreshTokens(presented.family(), family);
            return;
        }
        RefreshToken successor = tokens.refresh();
        String issuedId = successor.getId();
        FamilyClaims.write(successor, presented.next());
        setting.replaceNotedId(issuedId, successor.getId());
    }

    /**
     * @param isNew whether there is no note of this family yet
     * @return the note of the family
     */
    Map.Entry<String, String> rotate(Family family, boolean isNew) {
        Generation next = presented.next();
        Issued issued = tokens.successor(session, next, policy, family.origin().issuedAt());
        if (isNew) {
            makeRoom();
        }
        long now = Time.currentTimeMillis();
        Map.Entry<String, String> note = families.put(
                presented.family(),
                family.rotated(presented.number(), now, issued),
                withAccessToken(details()).answered(next.number(), tokens.binding()));
        families.put(
                presented.family(),
                families.uses(presented.family()).rotated(family, presented.number(), policy.gracePeriod(), now));
        if (family.origin().adopted()) {
            setting.noteSuccessor(tokens.refresh());
        }
        RotationCounter.ROTATED.count();
        return note;
    }

    /** Whether the response is bound to the key or certificate of the response that it repeats, if that is known. */
    boolean hasBindingOf(Family family) {
        return families.details(presented.family())
                .bindingOf(family)
                .map(tokens.binding()::equals)
                .orElse(true);
    }

    /**
     * Repeats the latest response, its access token under the same id.
     *
     * @return false if that access token has expired
     */
    boolean repeat(Family family) {
        repeatRefreshToken(family);
        return tokens.sameAccessToken(family.latest(), Time.currentTimeSeconds());
    }

    /** Repeats the latest response, with an access token of its own. */
    void repeatWithNewAccessToken(Family family) {
        repeatRefreshToken(family);
        tokens.anotherAccessToken(session, live(family));
    }

    private void repeatRefreshToken(Family family) {
        if (tokens.refresh() != null) {
            tokens.sameRefreshToken(live(family), family.latest());
        }
    }

    /** Usually the successor of the presented token; a later one if the family has gone on meanwhile. */
    private Generation live(Family family) {
        return new Generation(presented.family(), family.live());
    }

    /** @return the note of the family */
    Map.Entry<String, String> noteRetry(Family family) {
        return families.put(
                presented.family(),
                family.retried(tokens.access().getId(), tokens.accessTokenExpiresAt()),
                withAccessToken(details()));
    }

    /**
     * The response has no refresh token, so the presented one stays the live one. The end of its family must reach the
     * access token of this response, too.
     *
     * @return the note that was set; empty if the access token shares the id of an earlier one
     */
    Optional<Map.Entry<String, String>> keepRefreshToken(Family family, boolean isNew) {
        long now = Time.currentTimeSeconds();
        FamilyDetails details = details();
        Optional<AccessTokenExpiry> recent = details.recentAccessToken(presented, tokens.accessTokenExpiresAt(), now);
        if (recent.isPresent()) {
            tokens.sharedAccessToken(recent.get());
            return Optional.empty();
        }
        tokens.anotherAccessToken(session, presented);
        FamilyDetails added = withAccessToken(details);
        if (!isNew) {
            return Optional.of(families.put(presented.family(), added));
        }
        makeRoom();
        return Optional.of(families.put(presented.family(), family, added));
    }

    private void makeRoom() {
        RotationCounter.EVICTED.count(new FamilyEnd(session, families).endLongestUnused(derivedFrom.isPresent()));
    }

    private FamilyDetails details() {
        return families.details(presented.family()).derivedFrom(derivedFrom);
    }

    private FamilyDetails withAccessToken(FamilyDetails details) {
        return details.with(tokens.access().getId(), tokens.accessTokenExpiresAt(), Time.currentTimeSeconds());
    }
}
