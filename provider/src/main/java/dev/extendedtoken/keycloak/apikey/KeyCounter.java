package dev.extendedtoken.keycloak.apikey;

import io.micrometer.core.instrument.Metrics;

/** Counts checks of keys on Keycloak's {@code /metrics}, as {@code keycloak_extended_token_api_key_total{outcome}}. */
final class KeyCounter {

    private static final String NAME = "keycloak.extended.token.api.key";

    private KeyCounter() {}

    static void count(String outcome) {
        Metrics.counter(NAME, "outcome", outcome).increment();
    }
}
