package dev.extendedtoken.keycloak.rotation.store;

import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticatedClientSessionModel;

/**
 * The families of a client session: one note each, a second one for the {@link FamilyDetails}, and a third one where
 * {@link FirstUses} are remembered.
 *
 * <p>The name of a note has the kind of the session, because Keycloak copies the notes of an online client session to the
 * offline one. It also has the second in which the client session began: if the client session is revoked during a refresh,
 * and the next login begins it anew, Keycloak may write the note of the refresh into the new one, where it must not count.
 *
 * @param committed the notes as they are committed, from which families are read; empty where Keycloak does not keep
 *     sessions in its database
 */
public record FamilyNotes(AuthenticatedClientSessionModel clientSession, Optional<Map<String, String>> committed) {

    private static final String ONLINE = "rotation.online.";
    private static final String OFFLINE = "rotation.offline.";
    private static final String STARTED = AuthenticatedClientSessionModel.STARTED_AT_NOTE;

    /** The prefix of a note with {@link FamilyDetails}, before the name of the family's note. */
    private static final String DETAILS = "rotation.details.";

    /** The prefix of a note with {@link FirstUses}, before the name of the family's note. */
    private static final String USES = "rotation.uses.";

    /** Set when the first token is adopted: from then on a token without a family may be one of an adopted family. */
    private static final String ADOPTS = "rotation.adopts";

    /** The number of adopted families that have ended; each has an entry among the revoked tokens. */
    private static final String ADOPTED_ENDED = "rotation.adopted-ended";

    /** The most entries of one client session; then it adopts no more tokens. */
    private static final int MOST_ADOPTED_ENDED = 32;

    public Optional<Family> find(String family) {
        return find(family, notes(), isOffline());
    }

    /** A family in notes that were read elsewhere. */
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

    /** @param derived true for the derived families, false for those of logins */
    public Map<String, Family> all(boolean derived) {
        Map<String, Family> families = all();
        families.keySet().removeIf(id -> details(id).derivedFrom().isPresent() != derived);
        return families;
    }

    /** The families that are derived from this one. */
    public Map<String, Family> derivedFrom(String ancestor) {
        Map<String, Family> families = all();
        families.keySet().removeIf(id -> !details(id).derivedFrom().equals(Optional.of(ancestor)));
        return families;
    }

    public FamilyDetails details(String family) {
        String note = notes().get(DETAILS + prefix() + family);
        return note == null ? FamilyDetails.NONE : FamilyDetails.decode(family, note);
    }

    public FirstUses uses(String family) {
        String note = notes().get(USES + prefix() + family);
        return note == null ? FirstUses.NONE : FirstUses.decode(note);
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

    public void put(String id, FirstUses uses) {
        if (uses.equals(FirstUses.NONE)) {
            clearIfPresent(USES + prefix() + id);
        } else {
            clientSession.setNote(USES + prefix() + id, uses.encoded());
        }
    }

    public void remove(String id) {
        clear(prefix() + id);
        clearIfPresent(DETAILS + prefix() + id);
        clearIfPresent(USES + prefix() + id);
    }

    private void clearIfPresent(String note) {
        if (notes().get(note) != null) {
            clear(note);
        }
    }

    /** Emptied first: Keycloak before 26.7.4 does not delete a removed note in the database. */
    private void clear(String note) {
        clientSession.setNote(note, "");
        clientSession.removeNote(note);
    }

    public boolean hasAdopted() {
        return clientSession.getNote(ADOPTS) != null;
    }

    /** Whether tokens without a family are refused from now on, instead of being adopted. */
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

    /** Removes notes of families of other client sessions: of the other kind, which Keycloak has copied, or of earlier ones. */
    public void removeNotesOfOtherSessions() {
        String prefix = prefix();
        clientSession.getNotes().keySet().stream()
                .filter(name -> isOfFamily(name)
                        && !name.startsWith(prefix)
                        && !name.startsWith(DETAILS + prefix)
                        && !name.startsWith(USES + prefix))
                .forEach(clientSession::removeNote);
    }

    private static boolean isOfFamily(String name) {
        return Stream.of(ONLINE, OFFLINE, DETAILS, USES).anyMatch(name::startsWith);
    }

    /** When the client session began, by Keycloak's note; empty text if there is none. */
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
