package dev.extendedtoken.keycloak.clientpolicy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.Collection;
import java.util.Collections;
import java.util.function.Supplier;

/**
 * The number of enabled policies that do not enforce all that they name, on Keycloak's {@code /metrics} as
 * {@code keycloak_extended_token_ineffective_policies{reason}}. It counts the realms that this node has answered for since
 * it started. The log names realm and policy.
 */
final class IneffectivePolicyGauges {

    private static final String NAME = "keycloak.extended.token.ineffective.policies";
    private static final String DESCRIPTION =
            "Enabled client policies that do not enforce all that they name; the log names them";

    private IneffectivePolicyGauges() {}

    /** @param realms the policies of each realm; asked whenever the gauge is read */
    static void register(Supplier<Collection<RealmPolicies>> realms) {
        register(Metrics.globalRegistry, realms);
    }

    static void register(MeterRegistry registry, Supplier<Collection<RealmPolicies>> realms) {
        for (IneffectivePolicy.Reason reason : IneffectivePolicy.Reason.values()) {
            Gauge.builder(NAME, () -> count(realms.get(), reason))
                    .description(DESCRIPTION)
                    .tag("reason", reason.code())
                    .register(registry);
        }
    }

    private static int count(Collection<RealmPolicies> realms, IneffectivePolicy.Reason reason) {
        return realms.stream()
                .mapToInt(realm -> Collections.frequency(realm.ineffective(), reason))
                .sum();
    }
}
