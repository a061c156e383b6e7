package dev.extendedtoken.keycloak.apikey;

import io.micrometer.core.instrument.Metrics;
import java.util.Arrays;
import java.util.Locale;

/**
 * Counts checks of API keys on Keycloak's {@code /metrics} as {@code keycloak_extended_token_api_key_total{outcome}}. The
 * first outcomes are those of {@link dev.extendedtoken.keycloak.apikey.model.KeyCheck}.
 */
enum KeyCounter {
    ACCEPTED,
    MISSING,
    REPEATED,
    MALFORMED,
    UNKNOWN,
    EXPIRED,
    REVOKED,
    /** The policies or the configuration of the executor or step cannot be read. */
    POLICY_UNREADABLE,
    /** The authenticated client is another one than the client whose key was checked. */
    OTHER_CLIENT,
    /** The authenticator found its client by something else than {@code client_id}. */
    NO_CLIENT_ID;

    private static final String NAME = "keycloak.extended.token.api.key";

    /** @param outcome the value of the label */
    static void count(String outcome) {
        forOutcome(outcome).count();
    }

    static KeyCounter forOutcome(String outcome) {
        return Arrays.stream(values())
                .filter(counter -> counter.label().equals(outcome))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no outcome: " + outcome));
    }

    /** The value of the metric's label, and the reason in events after its prefix. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    void count() {
        Metrics.counter(NAME, "outcome", label()).increment();
    }
}
