package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.rotation.family.Ancestor;
import dev.extendedtoken.keycloak.rotation.family.Decision;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.FamilyRules;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.store.Database;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.store.StoredClientSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.RefreshToken;

/**
 * The client sessions and families that a derived refresh token ends with. What is committed of them counts, whatever
 * the cache of sessions says, and what is not there has ended.
 *
 * @param now milliseconds since 1970, when the request came
 */
record Ancestors(KeycloakSession session, Database database, long now) {

    /** Why a refresh token is good no more, by what it comes from; empty if it is good, or comes from nothing. */
    Optional<Decision.Reason> ended(RefreshToken token) {
        Optional<Object> claim = DerivedToken.claim(token);
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<Ancestor>> ancestors = claim.flatMap(Ancestor::listFrom);
        if (ancestors.isEmpty()) {
            return Optional.of(Decision.Reason.ENDED);
        }
        return ancestors.get().stream()
                .flatMap(ancestor -> ended(ancestor).stream())
                .findFirst();
    }

    /**
     * The last second of a token that comes from these ancestors: that of the first of their families to end.
     *
     * @param claim what {@link Ancestor#listFrom} reads
     * @return seconds since 1970; empty if none of them has one
     */
    static OptionalLong endsAt(Object claim) {
        return Ancestor.listFrom(claim).orElse(List.of()).stream()
                .mapToLong(Ancestor::endsAt)
                .filter(second -> second > 0)
                .min();
    }

    /** The family that a derived family is said to come from, for its details. */
    static Optional<String> family(Optional<Object> claim) {
        return claim.map(value -> Ancestor.listFrom(value).orElse(List.of()).stream()
                .flatMap(ancestor -> ancestor.families().stream())
                .findFirst()
                .orElse(FamilyDetails.UNKNOWN));
    }

    private Optional<Decision.Reason> ended(Ancestor ancestor) {
        if (ancestor.endsAt() > 0 && now / 1000 >= ancestor.endsAt()) {
            return Optional.of(Decision.Reason.EXPIRED);
        }
        ClientModel client = session.getContext().getRealm().getClientById(ancestor.client());
        Optional<Map<String, String>> notes = client == null ? Optional.empty() : notes(ancestor, client);
        if (notes.isEmpty() || isAnother(ancestor, notes.get())) {
            return Optional.of(Decision.Reason.ENDED);
        }
        for (String id : ancestor.families()) {
            Optional<Decision.Reason> reason = FamilyNotes.find(id, notes.get(), ancestor.offline())
                    .map(family -> rules(client).end(family))
                    .orElse(Optional.of(Decision.Reason.ENDED));
            if (reason.isPresent()) {
                return reason;
            }
        }
        return Optional.empty();
    }

    /** The client session has ended, and another one began under its ids. */
    private static boolean isAnother(Ancestor ancestor, Map<String, String> notes) {
        return !ancestor.started().isEmpty() && !ancestor.started().equals(FamilyNotes.started(notes));
    }

    private FamilyRules rules(ClientModel client) {
        RotationPolicy policy = Rotation.of(session, client).policy().orElse(RotationPolicy.DEFAULT);
        return new FamilyRules(policy, NotBefore.of(session, client, null), now);
    }

    private Optional<Map<String, String>> notes(Ancestor ancestor, ClientModel client) {
        StoredClientSession stored =
                new StoredClientSession(session, database, client, ancestor.userSession(), ancestor.offline());
        return stored.isPersisted() ? stored.notes() : cached(ancestor, client);
    }

    private Optional<Map<String, String>> cached(Ancestor ancestor, ClientModel client) {
        RealmModel realm = client.getRealm();
        UserSessionModel userSession = ancestor.offline()
                ? session.sessions().getOfflineUserSession(realm, ancestor.userSession())
                : session.sessions().getUserSession(realm, ancestor.userSession());
        return Optional.ofNullable(userSession)
                .map(found -> found.getAuthenticatedClientSessionByClient(client.getId()))
                .map(AuthenticatedClientSessionModel::getNotes);
    }
}
