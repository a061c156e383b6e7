package dev.extendedtoken.keycloak.apikey;

import io.micrometer.core.instrument.Metrics;

/**
 * Counts checks of API keys on Keycloak's {@code /metrics} as {@code keycloak_extended_token_api_key_total{outcome}}. No
 * label contains a client or a key.
 */
final class KeyCounter {

    /** Outcome without a check: the policies, or the configuration of the executor or step, cannot be read. */
    static final String POLICY_UNREADABLE = "policy_unreadable";

    /** Outcome without a check: the step of the client flow found its client by something else than {@code client_id}. */
    static final String NO_CLIENT_ID = "no_client_id";

    private static final String NAME = "keycloak.extended.token.api.key";

    private KeyCounter() {}

    /** @param outcome of a {@link dev.extendedtoken.keycloak.apikey.model.KeyCheck}, or of a request without a check */
    static void count(String outcome) {
        Metrics.counter(NAME, "outcome", outcome).increment();
    }
}
