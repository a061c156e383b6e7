package dev.extendedtoken.keycloak.rotation.family;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The families of one client session. */
public final class Families {

    /** The most families of a client session: for logins, and as many derived ones. */
    public static final int MAX = 32;

    private Families() {}

    /**
     * The ids of the families that must end before another one begins: the longest unused ones.
     *
     * @param families the families that the new one may displace, by id
     */
    public static List<String> tooMany(Map<String, Family> families) {
        return families.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, Family>>comparingLong(
                                entry -> entry.getValue().since())
                        .thenComparing(Map.Entry::getKey))
                .limit(Math.max(0, families.size() - (MAX - 1)))
                .map(Map.Entry::getKey)
                .toList();
    }
}
