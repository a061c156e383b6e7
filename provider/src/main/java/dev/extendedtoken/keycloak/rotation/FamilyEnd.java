package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.rotation.family.Families;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.Origin;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;

/**
 * Ends families. A family that was issued as one ends by being forgotten: its tokens name it, and it is not there. The
 * first token of an adopted family names none, so its id goes to Keycloak's revoked tokens.
 */
record FamilyEnd(KeycloakSession session, FamilyNotes notes) {

    /** For an offline token without an expiry: longer than anybody keeps one. */
    private static final long FOREVER = TimeUnit.DAYS.toSeconds(10 * 365);

    /** Makes room for one more login, or for one more derived family: neither displaces the other. */
    void ofTheLongestUnused(boolean derived) {
        Map<String, Family> families = notes.all(derived);
        for (String id : Families.tooMany(families)) {
            of(id, families.get(id));
            RotationCounter.EVICTED.count();
        }
    }

    /** The family, what began with a token of it in the same client session, and the access tokens of both. */
    void of(String id, Family family) {
        notes.derivedFrom(id).forEach(this::ofTokens);
        ofTokens(id, family);
    }

    private void ofTokens(String id, Family family) {
        ofAccessTokens(id, family);
        ofRefreshTokens(id, family);
    }

    void ofRefreshTokens(String id, Family family) {
        notes.remove(id);
        Origin origin = family.origin();
        if (origin.adopted()) {
            notes.countAdoptedEnd();
            revoke(id, origin.expiresAt() == 0 ? FOREVER : origin.expiresAt() - Time.currentTimeSeconds());
        }
    }

    private void ofAccessTokens(String id, Family family) {
        Map<String, Long> expiries = new TreeMap<>();
        Issued latest = family.latest();
        if (!latest.accessTokenId().isEmpty()) {
            expiries.put(latest.accessTokenId(), latest.accessTokenExpiresAt());
        }
        notes.details(id).accessTokens().forEach(token -> expiries.merge(token.id(), token.expiresAt(), Math::max));
        ClientModel client = notes.clientSession().getClient();
        new AccessTokenRevocations(session).revokeFamily(client.getRealm(), id, expiries, client.getClientId());
    }

    /**
     * The family, and what other clients got for its access tokens by token exchange: they must exchange again, as after
     * Keycloak's revocation of an access token.
     *
     * @return the ids of these clients
     */
    List<String> withExchangedTokens(String id) {
        Optional<Family> family = notes.find(id);
        if (family.isEmpty()) {
            return List.of();
        }
        of(id, family.get());
        List<AuthenticatedClientSessionModel> exchanged = exchanged();
        exchanged.forEach(TokenManager::detachClientSession);
        return exchanged.stream().map(other -> other.getClient().getClientId()).toList();
    }

    /** The client sessions of this login, but for the family's own, in which a token of this client was exchanged. */
    private List<AuthenticatedClientSessionModel> exchanged() {
        ClientModel client = notes.clientSession().getClient();
        String note = Constants.TOKEN_EXCHANGE_SUBJECT_CLIENT + client.getClientId();
        return Optional.ofNullable(session.sessions()
                        .getUserSession(
                                client.getRealm(),
                                notes.clientSession().getUserSession().getId()))
                .stream()
                .flatMap(userSession -> userSession.getAuthenticatedClientSessions().values().stream())
                .filter(other -> !other.getClient().getId().equals(client.getId()))
                .filter(other -> other.getNote(note) != null)
                .toList();
    }

    private void revoke(String tokenId, long secondsLeft) {
        if (secondsLeft >= 0) {
            session.revokedTokens().put(tokenId, secondsLeft + 1);
        }
    }
}
