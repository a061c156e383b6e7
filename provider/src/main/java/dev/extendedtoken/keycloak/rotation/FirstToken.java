package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.policy.Rotation;
import dev.extendedtoken.keycloak.rotation.store.FamilyEnd;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.store.LockedClientSession;
import dev.extendedtoken.keycloak.rotation.store.StoredClientSession;
import dev.extendedtoken.keycloak.rotation.token.FamilyClaims;
import dev.extendedtoken.keycloak.rotation.token.FamilyTokens;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;

/**
 * A token response with a refresh token, to a request that presented none: a family begins, if the client rotates.
 *
 * @param derivedFrom the family that the tokens are derived from; empty for a login
 */
record FirstToken(KeycloakSession session, TokenPostProcessorContext response, Optional<String> derivedFrom) {

    private static final Logger LOG = Logger.getLogger(FirstToken.class);

    /** How long a login waits for the refreshes of its client session. */
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(3);

    void startFamily() {
        RefreshToken issued = response.refreshToken();
        if (issued.getIssuedFor() == null || FamilyClaims.read(issued).claimed()) {
            return;
        }
        RealmModel realm = session.getContext().getRealm();
        // With UMA and token exchange, the client in Keycloak's context may be another one.
        ClientModel client = realm.getClientByClientId(issued.getIssuedFor());
        if (client == null) {
            return;
        }
        Rotation rotation = Rotation.forClient(session, client);
        if (rotation.state() == Rotation.State.OFF) {
            return;
        }
        Generation first = Generation.first(issued.getId());
        FamilyTokens tokens = new FamilyTokens(issued, response.accessToken());
        Issued noted = tokens.first(session, first, rotation.policy());
        FamilyDetails details = FamilyDetails.NONE
                .derivedFrom(derivedFrom)
                .answered(first.number(), tokens.binding())
                .with(noted.accessTokenId(), noted.accessTokenExpiresAt(), Time.currentTimeSeconds());
        clientSession(realm, client)
                .ifPresent(found -> keep(found, first, Family.started(Time.currentTimeMillis(), noted), details));
    }

    /**
     * Adds the family, under the lock of the client session, so that parallel logins do not exceed the limit of families. If
     * the lock cannot be acquired, the login succeeds without it, and the next login restores the limit: without the lock,
     * parallel logins would all end the same family, and fail where a revoked token is a row that is inserted once.
     */
    private void keep(
            AuthenticatedClientSessionModel clientSession, Generation first, Family family, FamilyDetails details) {
        Optional<FamilyNotes> locked = lockedNotes(clientSession);
        FamilyNotes notes = locked.orElseGet(() -> new FamilyNotes(clientSession, Optional.empty()));
        notes.removeNotesOfOtherSessions();
        locked.ifPresent(this::makeRoom);
        notes.put(first.family(), family, details);
    }

    private void makeRoom(FamilyNotes notes) {
        RotationCounter.EVICTED.count(new FamilyEnd(session, notes).endLongestUnused(derivedFrom.isPresent()));
    }

    /** The notes as they are committed, locked until the transaction of this request ends; empty if they cannot be locked. */
    private Optional<FamilyNotes> lockedNotes(AuthenticatedClientSessionModel clientSession) {
        RotatingRefreshTokenFactory rotation = RotatingRefreshTokenFactory.installed(session);
        StoredClientSession stored = rotation.stored(session, clientSession);
        try {
            return LockedClientSession.lockForTransaction(session, stored, rotation.lock(), ACQUIRE_TIMEOUT)
                    ? Optional.of(
                            new FamilyNotes(clientSession, stored.isPersisted() ? stored.notes() : Optional.empty()))
                    : Optional.empty();
        } catch (StorageUnavailableException e) {
            LOG.debug("A login could not acquire the lock of its client session", e);
            return Optional.empty();
        }
    }

    /** The client session that a refresh with this token will find. */
    private Optional<AuthenticatedClientSessionModel> clientSession(RealmModel realm, ClientModel client) {
        RefreshToken issued = response.refreshToken();
        boolean offline = TokenUtil.TOKEN_TYPE_OFFLINE.equals(issued.getType());
        AuthenticatedClientSessionModel current = response.clientSessionCtx().getClientSession();
        UserSessionModel currentUserSession = current.getUserSession();
        if (current.getClient().getId().equals(client.getId())
                && currentUserSession != null
                && currentUserSession.isOffline() == offline) {
            return Optional.of(current);
        }
        UserSessionModel userSession = offline
                ? session.sessions().getOfflineUserSession(realm, issued.getSessionId())
                : session.sessions().getUserSession(realm, issued.getSessionId());
        return Optional.ofNullable(userSession)
                .map(found -> found.getAuthenticatedClientSessionByClient(client.getId()));
    }
}
