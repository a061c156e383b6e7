package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Family;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keycloak.models.AuthenticatedClientSessionModel;

/**
 * The families of a client session, each a note of it. Keycloak copies the notes of an online client session when it
 * makes the offline one, so the two kinds have names of their own. The names also have the second in which the client
 * session began: a refresh that is under way while its client session is revoked, and begun anew by the next login, may
 * write its note into the new one, where it must not count.
 */
record FamilyNotes(AuthenticatedClientSessionModel clientSession) {

    private static final String ONLINE = "rotation.online.";
    private static final String OFFLINE = "rotation.offline.";
    private static final String STARTED = AuthenticatedClientSessionModel.STARTED_AT_NOTE;

    /** Set once a token was adopted: from then on tokens without a family must be looked at, also where none rotates. */
    private static final String ADOPTS = "rotation.adopts";

    Optional<Family> find(String family) {
        return read(clientSession.getNote(prefix() + family));
    }

    /** The same from notes that were read elsewhere. */
    Optional<Family> find(String family, Map<String, String> notes) {
        return read(notes.get(prefix(notes.get(STARTED)) + family));
    }

    Map<String, Family> all() {
        String prefix = prefix();
        Map<String, Family> families = new TreeMap<>();
        clientSession.getNotes().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                read(value).ifPresent(family -> families.put(name.substring(prefix.length()), family));
            }
        });
        return families;
    }

    /** @return the note that was set */
    Map.Entry<String, String> put(String id, Family family) {
        Map.Entry<String, String> note = Map.entry(prefix() + id, family.encoded());
        clientSession.setNote(note.getKey(), note.getValue());
        if (family.origin().adopted() && !hasAdopted()) {
            clientSession.setNote(ADOPTS, "true");
        }
        return note;
    }

    /** Emptied first: Keycloak before 26.7.4 forgets to take a removed note out of the database. */
    void remove(String id) {
        clientSession.setNote(prefix() + id, "");
        clientSession.removeNote(prefix() + id);
    }

    boolean hasAdopted() {
        return clientSession.getNote(ADOPTS) != null;
    }

    /** Forgets the families of other client sessions: of the other kind, copied by Keycloak, or from before this one. */
    void removeStrangers() {
        String prefix = prefix();
        clientSession.getNotes().keySet().stream()
                .filter(name -> name.startsWith(ONLINE) || name.startsWith(OFFLINE))
                .filter(name -> !name.startsWith(prefix))
                .forEach(clientSession::removeNote);
    }

    private static Optional<Family> read(String note) {
        return note == null ? Optional.empty() : Family.decode(note);
    }

    private String prefix() {
        return prefix(clientSession.getNote(STARTED));
    }

    /** @param started null for offline sessions from a time when Keycloak did not note it */
    private String prefix(String started) {
        return (isOffline() ? OFFLINE : ONLINE) + started + ".";
    }

    private boolean isOffline() {
        return clientSession.getUserSession().isOffline();
    }
}
