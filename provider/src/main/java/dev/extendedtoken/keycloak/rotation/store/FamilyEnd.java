package dev.extendedtoken.keycloak.rotation.store;

import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.rotation.family.Families;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.Origin;
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
 * Ends families. Tokens that name their family end when its note is removed. The first token of an adopted family names
 * none, so its id is added to Keycloak's revoked tokens.
 */
public record FamilyEnd(KeycloakSession session, FamilyNotes notes) {

    /** In seconds, for an offline token without an expiry. */
    private static final long TEN_YEARS = TimeUnit.DAYS.toSeconds(10 * 365);

    /**
     * Makes room for one more family, by ending those that were not used for the longest time.
     *
     * @param derived whether it is a derived family; logins and derived families do not displace each other
     * @return how many have ended
     */
    public int endLongestUnused(boolean derived) {
        Map<String, Family> families = notes.all(derived);
        List<String> longestUnused = Families.tooMany(families);
        longestUnused.forEach(id -> end(id, families.get(id)));
        return longestUnused.size();
    }

    /** Ends a family, the families of the same client session that are derived from it, and the access tokens of all. */
    private void end(String id, Family family) {
        notes.derivedFrom(id).forEach(this::endTokens);
        endTokens(id, family);
    }

    private void endTokens(String id, Family family) {
        endAccessTokens(id, family);
        endRefreshTokens(id, family);
    }

    public void endRefreshTokens(String id, Family family) {
        notes.remove(id);
        Origin origin = family.origin();
        if (origin.adopted()) {
            notes.countAdoptedEnd();
            revoke(id, origin.expiresAt() == 0 ? TEN_YEARS : origin.expiresAt() - Time.currentTimeSeconds());
        }
    }

    private void endAccessTokens(String id, Family family) {
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
     * Ends a family, and the client sessions of other clients that exchanged an access token of it: they must exchange
     * again, as after Keycloak's revocation of an access token.
     *
     * @return the ids of these clients; empty if there is no such family
     */
    public List<String> endWithExchangedTokens(String id) {
        Optional<Family> family = notes.find(id);
        if (family.isEmpty()) {
            return List.of();
        }
        end(id, family.get());
        List<AuthenticatedClientSessionModel> exchanged = exchanged();
        exchanged.forEach(TokenManager::detachClientSession);
        return exchanged.stream().map(other -> other.getClient().getClientId()).toList();
    }

    /** The other client sessions of the user session in which a token of this client was exchanged. */
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
