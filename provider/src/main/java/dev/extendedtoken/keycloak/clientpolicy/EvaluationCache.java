package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The evaluations of clients, kept from one request to the next. An evaluation is used again only with the very policies
 * that it came from, and only while all properties of the client that the conditions ask for have the same values. So it
 * need not be invalidated: a change of policies, attributes or roles counts as soon as the request can read it.
 *
 * <p>A client whose policies have conditions that ask for something else, or that could not vote, has no entry.
 */
final class EvaluationCache {

    /** The number of clients at which the cache is emptied: it also holds clients that have been removed. */
    private static final int MAX_CLIENTS = 10_000;

    private final Map<String, Entry> byClient = new ConcurrentHashMap<>();

    private record Entry(RealmPolicies policies, ClientProperties client, MatchingPolicies evaluation) {}

    /**
     * @param client the client's UUID
     * @param properties as the current request reads them
     */
    Optional<MatchingPolicies> find(RealmPolicies policies, String client, ClientProperties properties) {
        Entry entry = byClient.get(client);
        return entry != null && entry.policies() == policies && entry.client().equals(properties)
                ? Optional.of(entry.evaluation())
                : Optional.empty();
    }

    /** @param evaluation is not kept if a condition could not vote: it may be able to the next time */
    void put(RealmPolicies policies, String client, ClientProperties properties, MatchingPolicies evaluation) {
        if (evaluation.known().isEmpty()) {
            return;
        }
        if (byClient.size() >= MAX_CLIENTS) {
            byClient.clear();
        }
        byClient.put(client, new Entry(policies, properties, evaluation));
    }

    void clear() {
        byClient.clear();
    }

    int size() {
        return byClient.size();
    }
}
