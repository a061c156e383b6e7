package dev.extendedtoken.keycloak.clientpolicy;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.services.clientpolicy.ClientPolicyMode;
import org.keycloak.util.JsonSerialization;

/**
 * Reads the policies of one realm, and logs a warning for each that is not in force as it is written.
 *
 * @param realm its name, for the log
 * @param factories the extension's executors by their ids
 */
record RealmPoliciesReader(String realm, Map<String, FeatureExecutorFactory> factories) {

    private static final Logger LOG = Logger.getLogger(RealmPoliciesReader.class);

    private static final List<String> CLIENT_CONDITIONS =
            Stream.of(ClientCondition.values()).map(ClientCondition::id).toList();

    RealmPolicies read(PolicySource source) {
        try {
            return parse(source);
        } catch (IOException e) {
            boolean isConfigured = factories.keySet().stream().anyMatch(id -> names(source, id));
            if (isConfigured) {
                LOG.warnf(
                        "The client policies of realm '%s' cannot be read; its extended token features refuse until they can."
                                + " Save the policies again in the Admin Console.",
                        realm);
            }
            return new RealmPolicies(source, List.of(), Optional.of(Set.of()), !isConfigured, false, List.of());
        }
    }

    private static boolean names(PolicySource source, String executor) {
        return source.profiles() != null && source.profiles().contains('"' + executor + '"')
                || JsonSerialization.mapper
                        .valueToTree(source.globalProfiles())
                        .findValuesAsText("executor")
                        .contains(executor);
    }

    private RealmPolicies parse(PolicySource source) throws IOException {
        ClientProfiles profiles = ClientProfiles.read(source, factories);
        List<PolicyJson> enabled = Stream.concat(
                        PolicyJson.convert(source.globalPolicies()).stream(),
                        PolicyJson.read(source.policies()).stream())
                .filter(PolicyJson::isEnabled)
                .toList();
        List<IneffectivePolicy.Reason> ineffective = enabled.stream()
                .flatMap(policy -> warnOfIneffective(policy, profiles).stream())
                .toList();
        List<RealmPolicies.Policy> policies = enabled.stream()
                .flatMap(policy -> policy(policy, profiles).stream())
                .toList();
        Optional<Set<ClientCondition>> clientConditions = clientConditions(policies);
        boolean ignoresPolicyEvents = !enabled.isEmpty()
                && enabled.size() == policies.size()
                && clientConditions.isPresent()
                && enabled.stream().noneMatch(profiles::hasOtherExecutors);
        return new RealmPolicies(source, policies, clientConditions, true, ignoresPolicyEvents, ineffective);
    }

    private static Optional<Set<ClientCondition>> clientConditions(List<RealmPolicies.Policy> policies) {
        Set<ClientCondition> found = EnumSet.noneOf(ClientCondition.class);
        for (RealmPolicies.Policy policy : policies) {
            for (PolicyJson.Condition condition : policy.conditions()) {
                Optional<ClientCondition> known = ClientCondition.find(condition.id());
                if (known.isEmpty()) {
                    return Optional.empty();
                }
                found.add(known.get());
            }
        }
        return Optional.of(found);
    }

    /** Empty if the policy has no executor of the extension. */
    private Optional<RealmPolicies.Policy> policy(PolicyJson policy, ClientProfiles profiles) {
        List<ExecutorConfiguration> executors = profiles.executors(policy);
        if (executors.isEmpty()) {
            return Optional.empty();
        }
        executors.forEach(executor -> executor.misconfiguration().ifPresent(text -> warnOfInvalid(policy, text)));
        return Optional.of(new RealmPolicies.Policy(policy.name(), isStrict(policy), policy.conditions(), executors));
    }

    private void warnOfInvalid(PolicyJson policy, String misconfiguration) {
        LOG.warnf(
                "Policy '%s' of realm '%s' holds a configuration that cannot be used, so the feature refuses."
                        + " Correct it in the Admin Console: %s",
                policy.name(), realm, misconfiguration);
    }

    /** @return why the policy is ineffective; empty if it is not */
    private Set<IneffectivePolicy.Reason> warnOfIneffective(PolicyJson policy, ClientProfiles profiles) {
        IneffectivePolicy ineffective = new IneffectivePolicy(
                isStrict(policy),
                !profiles.executors(policy).isEmpty(),
                conditionIds(policy),
                profiles.missing(policy));
        ineffective.warning(realm, policy.name(), CLIENT_CONDITIONS).ifPresent(LOG::warn);
        return ineffective.reasons(CLIENT_CONDITIONS);
    }

    private static boolean isStrict(PolicyJson policy) {
        return ClientPolicyMode.STRICT.name().equalsIgnoreCase(policy.mode());
    }

    private static List<String> conditionIds(PolicyJson policy) {
        return policy.conditions().stream()
                .map(PolicyJson.Condition::id)
                .map(id -> Objects.requireNonNullElse(id, "without a name"))
                .toList();
    }
}
