package dev.extendedtoken.keycloak.rotation.admin;

import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.FamilyRules;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.policy.NotBefore;
import dev.extendedtoken.keycloak.rotation.policy.Rotation;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.store.StoredUserSessions;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;

/** The families in user sessions, read from the notes of their client sessions. */
final class UserFamilies {

    private final KeycloakSession session;
    private final StoredUserSessions sessions;
    private final Map<String, Optional<RotationPolicy>> policies = new HashMap<>();

    UserFamilies(KeycloakSession session) {
        this.session = session;
        this.sessions = new StoredUserSessions(session);
    }

    /** A family and where it is stored. */
    record Stored(AuthenticatedClientSessionModel clientSession, String id, Family family, FamilyDetails details) {

        UserSessionModel userSession() {
            return clientSession.getUserSession();
        }

        ClientModel client() {
            return clientSession.getClient();
        }
    }

    StoredUserSessions sessions() {
        return sessions;
    }

    /**
     * The families that have not ended, by session, client and age. They are read as the stream is consumed.
     *
     * @param in sessions of {@link #sessions}
     */
    Stream<FamilyView> in(Collection<UserSessionModel> in) {
        return in.stream()
                .flatMap(UserFamilies::stored)
                .filter(this::isValid)
                .filter(this::isLive)
                .map(this::view);
    }

    /** A family of one of the sessions, also one that has ended by a date, or whose client session has. */
    Optional<Stored> find(List<UserSessionModel> in, String client, String family) {
        return in.stream()
                .flatMap(UserFamilies::stored)
                .filter(stored -> stored.client().getId().equals(client))
                .filter(stored -> stored.id().equals(family))
                .findFirst();
    }

    FamilyView view(Stored stored) {
        UserSessionModel userSession = stored.userSession();
        ClientModel client = stored.client();
        FamilyView.Owner owner = new FamilyView.Owner(
                userSession.getUser().getId(),
                client.getId(),
                client.getClientId(),
                userSession.getId(),
                userSession.isOffline());
        return FamilyView.of(
                owner,
                stored.id(),
                stored.family(),
                stored.details(),
                policy(client),
                new SessionLimits(stored.clientSession()).endsAt());
    }

    private static Stream<Stored> stored(UserSessionModel userSession) {
        return userSession.getAuthenticatedClientSessions().values().stream()
                .filter(clientSession -> clientSession.getNotes() != null)
                .sorted(Comparator.comparing(
                        clientSession -> clientSession.getClient().getId()))
                .flatMap(UserFamilies::stored);
    }

    private static Stream<Stored> stored(AuthenticatedClientSessionModel clientSession) {
        FamilyNotes notes = new FamilyNotes(clientSession, Optional.of(clientSession.getNotes()));
        return notes.all().entrySet().stream()
                .map(family ->
                        new Stored(clientSession, family.getKey(), family.getValue(), notes.details(family.getKey())))
                .sorted(Comparator.comparingLong(
                        stored -> stored.family().origin().issuedAt()));
    }

    /** Of an offline client session, Keycloak replaces the date of its last use by that of the user session. */
    private boolean isValid(Stored stored) {
        return stored.userSession().isOffline()
                || AuthenticationManager.isClientSessionValid(
                        session.getContext().getRealm(), stored.client(), stored.userSession(), stored.clientSession());
    }

    private boolean isLive(Stored stored) {
        ClientModel client = stored.client();
        long notBefore = NotBefore.latest(session, client, stored.userSession().getUser());
        RotationPolicy policy = policy(client).orElse(RotationPolicy.DEFAULT);
        return new FamilyRules(policy, notBefore, Time.currentTimeMillis())
                .end(stored.family())
                .isEmpty();
    }

    /** Empty if the client does not rotate any more, or its policies cannot be read. */
    private Optional<RotationPolicy> policy(ClientModel client) {
        return policies.computeIfAbsent(
                client.getId(), id -> Rotation.forClient(session, client).policy());
    }
}
