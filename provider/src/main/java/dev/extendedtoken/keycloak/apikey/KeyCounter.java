package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.Locale;

/**
 * Counts API keys of requests on Keycloak's {@code /metrics} as {@code keycloak_extended_token_api_key_total{outcome}}: by the
 * outcome of the check, or by why there was none. The accepted ones whose key expires soon are counted once more, by
 * {@link #countExpiring}. No label contains a client or a key.
 */
public enum KeyCounter {
    ACCEPTED,
    MISSING,
    REPEATED,
    MALFORMED,
    UNKNOWN,
    EXPIRED,
    REVOKED,
    /** Not checked: the policies, or the configuration of the executor or step, cannot be read. */
    POLICY_UNREADABLE,
    /** Not checked: another extension's policy manager does not tell which client Keycloak has authenticated. */
    POLICY_MANAGER_REPLACED,
    /** Not checked: Keycloak has authenticated another client than the one whose key was checked. */
    OTHER_CLIENT,
    /** Not checked: the client authenticates by key, and the realm's client flow has no step for it. */
    FLOW_MISSING,
    /** Not checked: the step of the client flow found its client by something else than {@code client_id}. */
    NO_CLIENT_ID;

    private static final String NAME = "keycloak.extended.token.api.key";

    private static final Counter EXPIRING = Counter.builder("keycloak.extended.token.api.key.expiring")
            .description(
                    "Accepted API keys that expire soon: within 30 days, or in the last fifth of a shorter lifetime")
            .register(Metrics.globalRegistry);

    private final Counter counter = Counter.builder(NAME)
            .description("Checks of API keys, by outcome")
            .tag("outcome", code())
            .register(Metrics.globalRegistry);

    static KeyCounter forOutcome(KeyCheck.Outcome outcome) {
        return valueOf(outcome.name());
    }

    /** The text of the label; the reason in events has a prefix before it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    void count() {
        counter.increment();
    }

    /** Counts a use of a key that expires soon, as {@code keycloak_extended_token_api_key_expiring_total}. */
    static void countExpiring() {
        EXPIRING.increment();
    }
}
