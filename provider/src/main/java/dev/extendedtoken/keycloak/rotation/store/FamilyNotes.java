package dev.extendedtoken.keycloak.rotation.store;

import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.keycloak.models.AuthenticatedClientSessionModel;

/**
 * The families of a client session, each a note of it. Keycloak copies the notes of an online client session when it
 * makes the offline one, so the two kinds have names of their own. The names also have the second in which the client
 * session began: a refresh that is under way while its client session is revoked, and begun anew by the next login, may
 * write its note into the new one, where it must not count.
 *
 * @param committed the notes as they are in the database, which are read then; empty where Keycloak does not keep
 *     sessions there
 */
public record FamilyNotes(AuthenticatedClientSessionModel clientSession, Optional<Map<String, String>> committed) {

    private static final String ONLINE = "rotation.online.";
    private static final String OFFLINE = "rotation.offline.";
    private static final String STARTED = AuthenticatedClientSessionModel.STARTED_AT_NOTE;

    /** Before the name of a family's note: the note of its {@link FamilyDetails}. */
    private static final String DETAILS = "rotation.details.";

    /** Set once a token was adopted: from then on tokens without a family must be looked at, also where none rotates. */
    private static final String ADOPTS = "rotation.adopts";

    /** How many adopted families have ended; each leaves an entry among the revoked tokens. */
    private static final String ADOPTED_ENDED = "rotation.adopted-ended";

    /** More than a client session has of use for: then it adopts no more, and its old tokens are refused. */
    private static final int MOST_ADOPTED_ENDED = 32;

    public Optional<Family> find(String family) {
        return find(family, notes(), isOffline());
    }

    /** A family in the notes of some client session. */
    public static Optional<Family> find(String family, Map<String, String> notes, boolean offline) {
        return read(notes.get(prefix(notes.get(STARTED), offline) + family));
    }

    public Map<String, Family> all() {
        String prefix = prefix();
        Map<String, Family> families = new TreeMap<>();
        notes().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                read(value).ifPresent(family -> families.put(name.substring(prefix.length()), family));
            }
        });
        return families;
    }

    /** Families with this relation to others: logins, or derived ones. */
    public Map<String, Family> all(boolean derived) {
        Map<String, Family> families = all();
        families.keySet().removeIf(id -> details(id).derivedFrom().isPresent() != derived);
        return families;
    }

    /** The families that began with a token of this one. */
    public Map<String, Family> derivedFrom(String ancestor) {
        Map<String, Family> families = all();
        families.keySet().removeIf(id -> !details(id).derivedFrom().equals(Optional.of(ancestor)));
        return families;
    }

    public FamilyDetails details(String family) {
        String note = notes().get(DETAILS + prefix() + family);
        return note == null ? FamilyDetails.NONE : FamilyDetails.decode(family, note);
    }

    private Map<String, String> notes() {
        return committed.orElseGet(clientSession::getNotes);
    }

    /** @return the note of the family that was set */
    public Map.Entry<String, String> put(String id, Family family, FamilyDetails details) {
        Map.Entry<String, String> note = Map.entry(prefix() + id, family.encoded());
        clientSession.setNote(note.getKey(), note.getValue());
        put(id, details);
        if (family.origin().adopted() && !hasAdopted()) {
            clientSession.setNote(ADOPTS, "true");
        }
        return note;
    }

    /** @return the note that was set */
    public Map.Entry<String, String> put(String id, FamilyDetails details) {
        Map.Entry<String, String> note = Map.entry(DETAILS + prefix() + id, details.encoded(id));
        clientSession.setNote(note.getKey(), note.getValue());
        return note;
    }

    public void remove(String id) {
        clear(prefix() + id);
        if (notes().get(DETAILS + prefix() + id) != null) {
            clear(DETAILS + prefix() + id);
        }
    }

    /** Emptied first: Keycloak before 26.7.4 forgets to take a removed note out of the database. */
    private void clear(String note) {
        clientSession.setNote(note, "");
        clientSession.removeNote(note);
    }

    public boolean hasAdopted() {
        return clientSession.getNote(ADOPTS) != null;
    }

    /** Whether a token without a family that has no note is refused, instead of being adopted. */
    public boolean adoptsNoMore() {
        return adoptedEnded() >= MOST_ADOPTED_ENDED;
    }

    public void countAdoptedEnd() {
        clientSession.setNote(ADOPTED_ENDED, Integer.toString(adoptedEnded() + 1));
    }

    private int adoptedEnded() {
        String count = clientSession.getNote(ADOPTED_ENDED);
        return count == null ? 0 : Integer.parseInt(count);
    }

    /** Forgets the families of other client sessions: of the other kind, copied by Keycloak, or from before this one. */
    public void removeStrangers() {
        String prefix = prefix();
        clientSession.getNotes().keySet().stream()
                .filter(name -> isOfFamily(name) && !name.startsWith(prefix) && !name.startsWith(DETAILS + prefix))
                .forEach(clientSession::removeNote);
    }

    private static boolean isOfFamily(String name) {
        return name.startsWith(ONLINE) || name.startsWith(OFFLINE) || name.startsWith(DETAILS);
    }

    /** When the client session began, as Keycloak notes it; empty if it does not. */
    public String started() {
        return started(notes());
    }

    /** The same from notes that were read elsewhere. */
    public static String started(Map<String, String> notes) {
        return Objects.requireNonNullElse(notes.get(STARTED), "");
    }

    private static Optional<Family> read(String note) {
        return note == null ? Optional.empty() : Family.decode(note);
    }

    private String prefix() {
        return prefix(notes().get(STARTED), isOffline());
    }

    /** @param started null for offline sessions from a time when Keycloak did not note it */
    private static String prefix(String started, boolean offline) {
        return (offline ? OFFLINE : ONLINE) + started + ".";
    }

    private boolean isOffline() {
        return clientSession.getUserSession().isOffline();
    }
}
