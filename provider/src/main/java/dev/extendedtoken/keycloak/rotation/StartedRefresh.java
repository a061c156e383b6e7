package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.rotation.derived.Ancestors;
import dev.extendedtoken.keycloak.rotation.family.Presented;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.lock.RefreshLock;
import dev.extendedtoken.keycloak.rotation.policy.Rotation;
import dev.extendedtoken.keycloak.rotation.realmswitch.RevokeRefreshTokenOverride;
import dev.extendedtoken.keycloak.rotation.store.Database;
import dev.extendedtoken.keycloak.rotation.store.LockedClientSession;
import dev.extendedtoken.keycloak.rotation.store.StoredClientSession;
import dev.extendedtoken.keycloak.rotation.token.FamilyClaims;
import java.util.Map;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;

/**
 * Stage 1 of a refresh (RFC 6749 section 6): the client's policies are evaluated, and the client session is locked if the
 * token may be one of a family. Everything about the family is read after that.
 *
 * @param override the request as Keycloak is to see it
 * @param readByKeycloak whether Keycloak's own read of the client session, after the lock, is of the committed row
 * @param locked empty if neither the client rotates nor the token names a family
 * @param arrived when the request came, in milliseconds since 1970; time spent in the wait queue does not make it late
 */
record StartedRefresh(
        KeycloakSession session,
        RefreshTokenContext request,
        RevokeRefreshTokenOverride override,
        Rotation rotation,
        Presented presented,
        StoredClientSession stored,
        boolean readByKeycloak,
        Optional<LockedClientSession> locked,
        long arrived)
        implements RefreshStage {

    /**
     * Waits for the lock, if one is needed.
     *
     * @throws org.keycloak.services.CorsErrorResponseException if the policies cannot be read, or the lock was not
     *     acquired in time
     */
    static StartedRefresh start(
            KeycloakSession session, RefreshTokenContext request, RefreshLock lock, Database database) {
        long arrived = Time.currentTimeMillis();
        ClientModel client = request.grantContext().getClient();
        RefreshToken token = request.oldRefreshToken();
        Rotation rotation = Rotation.forClient(session, client);
        Presented presented = FamilyClaims.read(token);
        RefreshTokenError error = new RefreshTokenError(request.grantContext(), presented.generation());
        StoredClientSession stored = new StoredClientSession(
                session, database, client, token.getSessionId(), TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType()));
        if (rotation.state() == Rotation.State.UNREADABLE) {
            throw error.unreadablePolicies();
        }
        boolean readByKeycloak = stored.isReadByKeycloak();
        Optional<LockedClientSession> locked = Optional.empty();
        if (rotation.isEnabled() || presented.claimed()) {
            locked = LockedClientSession.acquire(session, stored, lock);
            locked.orElseThrow(error::busy);
        }
        RevokeRefreshTokenOverride override =
                RevokeRefreshTokenOverride.forRequest(session, request, rotation.isEnabled());
        return new StartedRefresh(
                session, request, override, rotation, presented, stored, readByKeycloak, locked, arrived);
    }

    /**
     * Reads the notes of the client session as they are committed, before Keycloak reads the session from its cache.
     *
     * @return empty if the refresh does not depend on them, or if Keycloak itself reads them
     */
    Optional<Map<String, String>> readCommitted() throws OAuthErrorException {
        new Ancestors(session, stored.database(), arrived)
                .ended(request.oldRefreshToken())
                .ifPresent(reason -> {
                    throw error().invalidGrant(reason.code());
                });
        if (locked.isEmpty() || !stored.isPersisted() || readByKeycloak) {
            return Optional.empty();
        }
        Optional<Map<String, String>> committed = stored.notes();
        if (committed.isEmpty()) {
            throw new OAuthErrorException(
                    OAuthErrorException.INVALID_GRANT, "Session not active", "Session not active");
        }
        return committed;
    }

    @Override
    public StartedRefresh started() {
        return this;
    }

    /** Whether its answer depends on what is read of families. */
    boolean concernsFamilies() {
        return locked.isPresent() || DerivedToken.isDerived(request.oldRefreshToken());
    }

    boolean isRotating() {
        return rotation.isEnabled();
    }

    RotationPolicy policy() {
        return rotation.policy().orElse(RotationPolicy.DEFAULT);
    }

    RefreshTokenError error() {
        return new RefreshTokenError(request.grantContext(), presented.generation());
    }

    /** Whether what is written now is committed before another request can acquire the lock. */
    boolean isSafe() {
        return locked.map(LockedClientSession::isSafe).orElse(true);
    }
}
