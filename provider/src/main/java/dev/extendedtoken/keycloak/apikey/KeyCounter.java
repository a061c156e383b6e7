package dev.extendedtoken.keycloak.apikey;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

/**
 * Counts checks of API keys on Keycloak's {@code /metrics} as {@code keycloak_extended_token_api_key_total{outcome}}, and the
 * accepted ones among them whose key expires soon as {@code keycloak_extended_token_api_key_expiring_total}. No label
 * contains a client or a key.
 */
final class KeyCounter {

    /** Outcome without a check: the policies, or the configuration of the executor or step, cannot be read. */
    static final String POLICY_UNREADABLE = "policy_unreadable";

    /** Outcome without a check: the step of the client flow found its client by something else than {@code client_id}. */
    static final String NO_CLIENT_ID = "no_client_id";

    private static final String NAME = "keycloak.extended.token.api.key";
    private static final String EXPIRING = "keycloak.extended.token.api.key.expiring";

    private KeyCounter() {}

    /** @param outcome of a {@link dev.extendedtoken.keycloak.apikey.model.KeyCheck}, or of a request without a check */
    static void count(String outcome) {
        Counter.builder(NAME)
                .description("Checks of API keys, by outcome")
                .tag("outcome", outcome)
                .register(Metrics.globalRegistry)
                .increment();
    }

    /** Counts a use of a key that expires soon. */
    static void countExpiring() {
        Counter.builder(EXPIRING)
                .description(
                        "Accepted API keys that expire soon: within 30 days, or in the last fifth of a shorter lifetime")
                .register(Metrics.globalRegistry)
                .increment();
    }
}
