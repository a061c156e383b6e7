package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.ReuseAction;
import dev.extendedtoken.keycloak.rotation.store.FamilyRevoker;
import dev.extendedtoken.keycloak.rotation.token.FamilyTokens;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;

/**
 * What follows when a superseded refresh token is presented (RFC 9700 section 4.14.2): its family ends, or the whole user
 * session, or nothing. A client that does not rotate any more is only refused.
 */
record DetectedReuse(StartedRefresh refresh) {

    /**
     * Commits the end, and makes the response.
     *
     * @throws StorageUnavailableException if it cannot be committed
     */
    RuntimeException response() {
        RefreshTokenError error = refresh.error();
        if (!refresh.isRotating()) {
            return error.invalidGrant(RefreshTokenError.REUSE);
        }
        ReuseAction action = refresh.policy().reuseAction(isBoundToClient());
        if (action == ReuseAction.KEEP_FAMILY) {
            RotationCounter.REUSED.count();
            error.noteKeptFamily();
            return error.invalidGrant(RefreshTokenError.REUSE);
        }
        FamilyRevoker revoker = new FamilyRevoker(refresh.session(), refresh.stored());
        error.noteExchangingClients(
                revoker.endFamily(refresh.presented().generation().family()));
        RotationCounter.REUSED.count();
        if (action == ReuseAction.REVOKE_SESSION) {
            endSession(revoker, error);
        }
        RuntimeException reuse = error.invalidGrant(RefreshTokenError.REUSE);
        // If the lock is lost, another refresh may bring the family back.
        return refresh.isSafe() ? reuse : error.busy();
    }

    /** Whether Keycloak has authenticated the client, or has seen the proof of the token's key. */
    private boolean isBoundToClient() {
        return !refresh.stored().client().isPublicClient()
                || FamilyTokens.isBound(
                        refresh.request().oldRefreshToken(), refresh.stored().client());
    }

    /** If it fails, the client may try again. That its family has ended is reported all the same. */
    private void endSession(FamilyRevoker revoker, RefreshTokenError error) {
        try {
            revoker.endSession(refresh.request().grantContext());
        } catch (StorageUnavailableException e) {
            error.report(RefreshTokenError.REUSE);
            throw e;
        }
    }
}
