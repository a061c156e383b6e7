package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Issued;
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
 * A token answer with a refresh token that no other one was shown for: a family begins, if its client rotates.
 *
 * @param derivedFrom the family that the tokens come from; empty for a login
 */
record FirstToken(KeycloakSession session, TokenPostProcessorContext answer, Optional<String> derivedFrom) {

    private static final Logger LOG = Logger.getLogger(FirstToken.class);

    /** So long a login waits for the refreshes of its client session. */
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(3);

    void startFamily() {
        RefreshToken issued = answer.refreshToken();
        if (issued.getIssuedFor() == null || FamilyClaims.read(issued).claimed()) {
            return;
        }
        RealmModel realm = session.getContext().getRealm();
        // Not always the client that Keycloak has in its context: with UMA and token exchange they differ.
        ClientModel client = realm.getClientByClientId(issued.getIssuedFor());
        if (client == null) {
            return;
        }
        Rotation rotation = Rotation.of(session, client);
        if (rotation.state() == Rotation.State.OFF) {
            return;
        }
        Generation first = Generation.first(issued.getId());
        FamilyTokens tokens = new FamilyTokens(issued, answer.accessToken());
        Issued noted = tokens.first(session, first, rotation.policy());
        FamilyDetails details = FamilyDetails.NONE
                .derivedFrom(derivedFrom)
                .answered(first.number(), tokens.binding())
                .with(noted.accessTokenId(), noted.accessTokenExpiresAt(), Time.currentTimeSeconds());
        clientSession(realm, client)
                .map(this::lockedNotes)
                .ifPresent(notes -> keep(notes, first, Family.started(Time.currentTimeMillis(), noted), details));
    }

    /**
     * The notes as they are committed, locked until this request is over, so that parallel logins do not exceed the limit
     * of families. Without the lock the login is answered all the same; the next one restores the limit.
     */
    private FamilyNotes lockedNotes(AuthenticatedClientSessionModel clientSession) {
        RotatingRefreshTokenFactory rotation = RotatingRefreshTokenFactory.installed(session);
        StoredClientSession stored = rotation.stored(session, clientSession);
        try {
            LockedClientSession.lockUntilTheEnd(session, stored, rotation.lock(), ACQUIRE_TIMEOUT);
            return new FamilyNotes(clientSession, stored.isPersisted() ? stored.notes() : Optional.empty());
        } catch (StorageUnavailableException e) {
            LOG.debug("A login could not have the lock of its client session", e);
            return new FamilyNotes(clientSession, Optional.empty());
        }
    }

    private void keep(FamilyNotes notes, Generation first, Family family, FamilyDetails details) {
        notes.removeStrangers();
        new FamilyEnd(session, notes).ofTheLongestUnused(derivedFrom.isPresent());
        notes.put(first.family(), family, details);
    }

    /** The one that a refresh with this token will find. */
    private Optional<AuthenticatedClientSessionModel> clientSession(RealmModel realm, ClientModel client) {
        RefreshToken issued = answer.refreshToken();
        boolean offline = TokenUtil.TOKEN_TYPE_OFFLINE.equals(issued.getType());
        AuthenticatedClientSessionModel current = answer.clientSessionCtx().getClientSession();
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
