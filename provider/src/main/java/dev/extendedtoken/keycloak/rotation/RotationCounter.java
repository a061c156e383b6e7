package dev.extendedtoken.keycloak.rotation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

/**
 * Counts on Keycloak's {@code /metrics} as {@code keycloak_extended_token_rotation_total{outcome}}. No label names a client or a
 * user.
 */
enum RotationCounter {
    /** A token was used for the first time. */
    ROTATED("rotated"),
    /** A token was retried in its window. */
    RETRIED("retried"),
    /** A superseded token was presented; its family ended, unless the policy keeps it. */
    REUSED("reused"),
    /** A family ended because its client session had too many. */
    EVICTED("evicted");

    private static final String NAME = "keycloak.extended.token.rotation";

    private final Counter counter;

    RotationCounter(String outcome) {
        counter = Counter.builder(NAME)
                .description("Refresh tokens of clients that rotate, by what came of them")
                .tag("outcome", outcome)
                .register(Metrics.globalRegistry);
    }

    void count() {
        count(1);
    }

    void count(int times) {
        counter.increment(times);
    }
}
