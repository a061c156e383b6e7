package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Decision;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyRules;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.rotation.policy.NotBefore;
import dev.extendedtoken.keycloak.rotation.realmswitch.RevokeRefreshTokenSetting;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.store.LockedClientSession;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.RefreshToken;

/**
 * Stage 2 of a refresh: Keycloak has found the session and the user valid, and the rules of the family accept the token.
 * Nothing is changed yet, because Keycloak has more to check.
 */
record DecidedRefresh(StartedRefresh started, FamilyNotes families, RevokeRefreshTokenSetting setting, Outcome outcome)
        implements RefreshStage {

    /** What is to be done when the tokens are made. */
    sealed interface Outcome {

        /** The token has no family, and gets none: Keycloak's refresh, unchanged. */
        record NoFamily() implements Outcome {}

        /** The live token of a client that does not rotate any more: Keycloak refreshes it. */
        record PassOn(Family family) implements Outcome {}

        /** @param isNew whether there is no note of this family yet */
        record Rotate(Family family, boolean isNew) implements Outcome {}

        /**
         * @param needsNewAccessToken whether the access token of the latest answer is too near its end to be repeated
         * @param changesFamily whether the family's note will be another one; if not, the lock is already released
         */
        record Retry(Family family, boolean needsNewAccessToken, boolean changesFamily) implements Outcome {}
    }

    /**
     * @param committed what {@link StartedRefresh#readCommitted} has returned
     * @throws org.keycloak.services.CorsErrorResponseException if the token is refused
     */
    static DecidedRefresh decide(
            StartedRefresh started, Optional<Map<String, String>> committed, TokenManager.TokenValidation valid) {
        started.locked().ifPresent(locked -> started.stored().forget());
        AuthenticatedClientSessionModel clientSession = valid.clientSessionCtx.getClientSession();
        FamilyNotes families =
                new FamilyNotes(clientSession, committed.or(() -> Optional.of(clientSession.getNotes())));
        RevokeRefreshTokenSetting setting = new RevokeRefreshTokenSetting(
                started.session(),
                started.request().tokenManager(),
                clientSession,
                started.request().oldRefreshToken());
        Outcome outcome = outcome(started, families, setting, valid.user);
        return new DecidedRefresh(started, families, setting, outcome);
    }

    private static Outcome outcome(
            StartedRefresh started, FamilyNotes families, RevokeRefreshTokenSetting setting, UserModel user) {
        Optional<Family> family = families.find(started.presented().generation().family());
        boolean revoked = isRevoked(started, families);
        if (!started.isRotating() && !started.presented().claimed() && family.isEmpty() && !revoked) {
            return new Outcome.NoFamily();
        }
        FirstUses uses = families.uses(started.presented().generation().family());
        Decision decision = rules(started, user).decide(family, uses, started.presented(), revoked);
        started.request().grantContext().getEvent().user(user);
        if (decision instanceof Decision.Refuse refused) {
            throw started.error().invalidGrant(refused.reason().code());
        }
        if (decision instanceof Decision.Reuse) {
            throw new DetectedReuse(started).response();
        }
        if (decision instanceof Decision.Retry retry) {
            return retry(started, retry.family());
        }
        Decision.Rotate rotate = (Decision.Rotate) decision;
        if (!started.isRotating()) {
            return new Outcome.PassOn(rotate.family());
        }
        if (family.isEmpty() && setting.hasSeenUsed()) {
            throw started.error().invalidGrant(RefreshTokenError.REUSE);
        }
        return new Outcome.Rotate(rotate.family(), family.isEmpty());
    }

    /** Where no family was ever adopted, no token without a family can have been revoked. */
    private static boolean isRevoked(StartedRefresh started, FamilyNotes families) {
        return !started.presented().claimed()
                && families.hasAdopted()
                && (families.adoptsNoMore()
                        || started.session()
                                .revokedTokens()
                                .contains(started.presented().generation().family()));
    }

    private static FamilyRules rules(StartedRefresh started, UserModel user) {
        long notBefore = NotBefore.latest(started.session(), started.stored().client(), user);
        return new FamilyRules(started.policy(), notBefore, started.arrived());
    }

    /** Requests that retry one token, and change nothing, do not wait for each other while their answers are made. */
    private static Outcome retry(StartedRefresh started, Family family) {
        boolean needsNewAccessToken = family.needsNewAccessToken(Time.currentTimeSeconds());
        boolean changesFamily = started.isRotating() && (started.policy().countsRetries() || needsNewAccessToken);
        if (!changesFamily) {
            started.locked().ifPresent(LockedClientSession::releaseEarly);
        }
        return new Outcome.Retry(family, needsNewAccessToken, changesFamily);
    }

    /** Whether this decision stands in for the check that Keycloak makes for the realm's "Revoke Refresh Token". */
    boolean replacesReuseCheck() {
        return outcome instanceof Outcome.Rotate || outcome instanceof Outcome.Retry;
    }

    /** Whether the token was presented in this refresh: the same object. */
    boolean isOf(RefreshToken presented) {
        return started.request().oldRefreshToken() == presented;
    }
}
