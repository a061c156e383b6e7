package dev.extendedtoken.keycloak.rotation.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a derived token, of a token exchange (RFC 8693) or a UMA ticket, is derived from: the client session of the subject
 * token, and its family. An entry of the signed claim {@code derived_from}.
 *
 * @param userSession the id of the user session
 * @param client the internal id of the client, which it keeps when its {@code client_id} changes
 * @param started when the client session began, by Keycloak's note; empty text if there is none
 * @param families the families that the subject token may belong to, none of which may have ended; none if the client
 *     session alone counts
 * @param offline whether the session is an offline one
 * @param endsAt the second from which on the family is expired, in seconds since 1970; 0: no limit
 */
public record Ancestor(
        String userSession, String client, String started, List<String> families, boolean offline, long endsAt) {

    private static final String USER_SESSION = "sid";
    private static final String CLIENT = "client";
    private static final String STARTED = "started";
    private static final String FAMILIES = "families";
    private static final String OFFLINE = "offline";
    private static final String ENDS_AT = "ends";

    public Ancestor {
        families = List.copyOf(families);
    }

    /** The claim's value for one ancestor. */
    public Map<String, Object> toClaim() {
        return Map.of(
                USER_SESSION, userSession,
                CLIENT, client,
                STARTED, started,
                FAMILIES, families,
                OFFLINE, offline,
                ENDS_AT, endsAt);
    }

    /** Reads the value of the claim; empty if it is anything that {@link #toClaim} does not write. */
    public static Optional<List<Ancestor>> listFrom(Object claim) {
        if (!(claim instanceof List<?> list)) {
            return Optional.empty();
        }
        List<Ancestor> ancestors = new ArrayList<>();
        for (Object one : list) {
            Optional<Ancestor> ancestor = one instanceof Map<?, ?> map ? from(map) : Optional.empty();
            if (ancestor.isEmpty()) {
                return Optional.empty();
            }
            ancestors.add(ancestor.get());
        }
        return Optional.of(List.copyOf(ancestors));
    }

    private static Optional<Ancestor> from(Map<?, ?> claim) {
        if (claim.get(USER_SESSION) instanceof String userSession
                && claim.get(CLIENT) instanceof String client
                && claim.get(STARTED) instanceof String started
                && claim.get(FAMILIES) instanceof List<?> families
                && families.stream().allMatch(String.class::isInstance)
                && claim.get(OFFLINE) instanceof Boolean offline
                && claim.get(ENDS_AT) instanceof Number endsAt) {
            List<String> names = families.stream().map(String.class::cast).toList();
            return Optional.of(new Ancestor(userSession, client, started, names, offline, endsAt.longValue()));
        }
        return Optional.empty();
    }
}
