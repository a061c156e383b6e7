package dev.extendedtoken.keycloak.rotation.derived;

import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.rotation.family.Ancestor;
import dev.extendedtoken.keycloak.rotation.family.Decision;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.FamilyRules;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.policy.NotBefore;
import dev.extendedtoken.keycloak.rotation.policy.Rotation;
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
 * Checks the client sessions and families that a derived refresh token ends with. The committed state counts, not the
 * cache of sessions. A client session or family that is not found has ended.
 *
 * @param now milliseconds since 1970, when the request came
 */
public record Ancestors(KeycloakSession session, Database database, long now) {

    /** Why an ancestor makes a refresh token invalid; empty if none does, or if the token is not derived. */
    public Optional<Decision.Reason> ended(RefreshToken token) {
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
     * When a token with these ancestors ends at the latest: with the first of their families that ends.
     *
     * @param claim the value of the claim {@code derived_from}
     * @return the second from which on it is expired, in seconds since 1970; empty if no ancestor has a limit
     */
    public static OptionalLong endsAt(Object claim) {
        return Ancestor.listFrom(claim).orElse(List.of()).stream()
                .mapToLong(Ancestor::endsAt)
                .filter(second -> second > 0)
                .min();
    }

    /**
     * The first family among the ancestors, for the details of a derived family.
     *
     * @param claim empty for a token that is not derived
     * @return {@link FamilyDetails#UNKNOWN} if no ancestor has a family; empty if the token is not derived
     */
    public static Optional<String> firstFamily(Optional<Object> claim) {
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
        if (notes.isEmpty() || hasStartedAnew(ancestor, notes.get())) {
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

    /** Whether the client session has ended, and another one has begun under the same ids. */
    private static boolean hasStartedAnew(Ancestor ancestor, Map<String, String> notes) {
        return !ancestor.started().isEmpty() && !ancestor.started().equals(FamilyNotes.started(notes));
    }

    private FamilyRules rules(ClientModel client) {
        RotationPolicy policy = Rotation.forClient(session, client).policy().orElse(RotationPolicy.DEFAULT);
        return new FamilyRules(policy, NotBefore.latest(session, client, null), now);
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
