package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** What the event of a request says of its key. */
final class KeyDetails {

    /** The event detail with the time at which the key expires, if that is soon: ISO 8601, whole seconds of UTC. */
    static final String EXPIRES_AT = "api_key_expires_at";

    private KeyDetails() {}

    /** Details by name; {@code api_key_id} is absent if what was sent may be something else than a key. */
    static Map<String, String> from(KeyCheck check) {
        Map<String, String> details = new TreeMap<>();
        check.id().ifPresent(id -> details.put(ApiKeyError.KEY_ID, id));
        check.endsSoon()
                .ifPresent(end -> details.put(
                        EXPIRES_AT, end.truncatedTo(ChronoUnit.SECONDS).toString()));
        return details;
    }
}
