package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.DecidedRefresh.Outcome;
import dev.extendedtoken.keycloak.rotation.token.FamilyTokens;
import java.util.Map;
import java.util.Optional;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;

/**
 * Stage 3 of a refresh: the tokens of the response are those of the family, and its note is set. Keycloak writes the note
 * when it commits the transaction, encodes the tokens, and sends the response.
 */
record AppliedRefresh(StartedRefresh started) implements RefreshStage {

    /**
     * Applies what was decided to the tokens that Keycloak is about to encode.
     *
     * @throws org.keycloak.services.CorsErrorResponseException if the lock is lost, or a retry is bound to another key
     */
    static AppliedRefresh apply(DecidedRefresh decided, TokenPostProcessorContext response) {
        StartedRefresh started = decided.started();
        applyOutcome(decided, response).ifPresent(note -> started.locked()
                .ifPresent(locked -> locked.expectNote(note.getKey(), note.getValue(), started.error()::busy)));
        return new AppliedRefresh(started);
    }

    /** @return the note of the family; empty if the family stays as it is */
    private static Optional<Map.Entry<String, String>> applyOutcome(
            DecidedRefresh decided, TokenPostProcessorContext response) {
        Outcome outcome = decided.outcome();
        if (outcome instanceof Outcome.NoFamily) {
            return Optional.empty();
        }
        FamilyTokens tokens = new FamilyTokens(response.refreshToken(), response.accessToken());
        FamilyUpdate update = FamilyUpdate.forRefresh(decided, tokens);
        if (outcome instanceof Outcome.PassOn passOn) {
            if (tokens.refresh() != null) {
                update.passOn(passOn.family());
            }
            return Optional.empty();
        }
        StartedRefresh started = decided.started();
        boolean needsLock = !(outcome instanceof Outcome.Retry retry) || retry.changesFamily();
        if (needsLock && !started.isSafe()) {
            throw started.error().busy();
        }
        if (tokens.refresh() != null) {
            decided.setting().writeReuseId(tokens.refresh());
        }
        if (outcome instanceof Outcome.Retry retry) {
            return retry(decided, retry, update);
        }
        Outcome.Rotate rotate = (Outcome.Rotate) outcome;
        // Without a refresh token: a policy has removed it, or the client does not use them any more.
        return tokens.refresh() == null
                ? update.keepRefreshToken(rotate.family(), rotate.isNew())
                : Optional.of(update.rotate(rotate.family(), rotate.isNew()));
    }

    private static Optional<Map.Entry<String, String>> retry(
            DecidedRefresh decided, Outcome.Retry retry, FamilyUpdate update) {
        StartedRefresh started = decided.started();
        if (!update.hasBindingOf(retry.family())) {
            throw started.error().invalidGrant(RefreshTokenError.OTHER_BINDING);
        }
        if (started.isRotating() && retry.needsNewAccessToken()) {
            update.repeatWithNewAccessToken(retry.family());
        } else if (!update.repeat(retry.family()) && started.isRotating()) {
            throw started.error().busy();
        }
        Optional<Map.Entry<String, String>> note =
                retry.changesFamily() ? Optional.of(update.noteRetry(retry.family())) : Optional.empty();
        RotationCounter.RETRIED.count();
        return note;
    }
}
