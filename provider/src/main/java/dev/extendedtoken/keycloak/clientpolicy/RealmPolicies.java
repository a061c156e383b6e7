package dev.extendedtoken.keycloak.clientpolicy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.services.clientpolicy.ClientPolicyMode;
import org.keycloak.services.clientpolicy.condition.AnyClientConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientAccessTypeConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientAttributesConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientProtocolConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientRolesConditionFactory;
import org.keycloak.util.JsonSerialization;

/**
 * The enabled policies of one realm that hold an executor of ours, read once. Immutable.
 *
 * @param source what they were read from
 * @param policies in the realm's order
 * @param readable false if the realm's JSON names an executor of ours but cannot be read as a whole: then nobody knows
 *     for whom, and every feature fails closed
 * @param onlyExtensionExecutors whether the enabled policies hold executors of ours and no others, for clients chosen by nothing but
 *     what they are
 */
record RealmPolicies(PolicySource source, List<Policy> policies, boolean readable, boolean onlyExtensionExecutors) {

    static final RealmPolicies NONE =
            new RealmPolicies(new PolicySource(null, null, List.of(), List.of()), List.of(), true, false);

    private static final Logger LOG = Logger.getLogger(RealmPolicies.class);

    /** Conditions that look at nothing but the client, so that they mean the same at every endpoint. */
    private static final List<String> CLIENT_CONDITIONS = List.of(
            AnyClientConditionFactory.PROVIDER_ID,
            ClientRolesConditionFactory.PROVIDER_ID,
            ClientAttributesConditionFactory.PROVIDER_ID,
            ClientAccessTypeConditionFactory.PROVIDER_ID,
            ClientProtocolConditionFactory.PROVIDER_ID);

    /**
     * One enabled policy.
     *
     * @param strict whether a condition that abstains refuses (Keycloak's mode {@code strict})
     */
    record Policy(
            String name,
            boolean strict,
            List<PolicyJson.Condition> conditions,
            List<ExecutorConfiguration> executors) {}

    /**
     * The executors of one profile.
     *
     * @param hasOthers whether there are some that are not ours
     */
    private record Profile(List<ExecutorConfiguration> extension, boolean hasOthers) {}

    boolean isFrom(PolicySource other) {
        return source.isSameAs(other);
    }

    /** Asked a dozen times a request, hence without a stream. */
    boolean use(Class<? extends ExecutorConfiguration> executor) {
        for (Policy policy : policies) {
            for (ExecutorConfiguration one : policy.executors()) {
                if (executor.isInstance(one)) {
                    return true;
                }
            }
        }
        return !readable;
    }

    /** @see ClientPolicyEvaluator#secondsAfterExpiry */
    OptionalInt secondsAfterExpiry(String issuedTo) {
        return readable
                ? policies.stream()
                        .flatMap(policy -> policy.executors().stream())
                        .map(executor -> executor.secondsAfterExpiry(issuedTo))
                        .flatMapToInt(OptionalInt::stream)
                        .max()
                : OptionalInt.of(AccessTokenRevocations.MOST_SECONDS_AFTER_EXPIRY);
    }

    /** The ids of all executors of the extension that an enabled policy holds. */
    SortedSet<String> executors() {
        return policies.stream()
                .flatMap(policy -> policy.executors().stream())
                .map(ExecutorConfiguration::executor)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Reads what a realm's policies ask for, and warns of each that is not in force as it stands.
     *
     * @param features by the ids of their executors
     */
    static RealmPolicies read(String realm, PolicySource source, Map<String, FeatureExecutorFactory> features) {
        try {
            return new Reader(realm, features).read(source);
        } catch (IOException e) {
            boolean extension = features.keySet().stream().anyMatch(id -> mentions(source, id));
            if (extension) {
                LOG.warnf(
                        "The client policies of realm '%s' cannot be read; its extended token features refuse until they can."
                                + " Save the policies again in the Admin Console.",
                        realm);
            }
            return new RealmPolicies(source, List.of(), !extension, false);
        }
    }

    private static boolean mentions(PolicySource source, String executor) {
        return source.profiles() != null && source.profiles().contains('"' + executor + '"')
                || JsonSerialization.mapper
                        .valueToTree(source.globalProfiles())
                        .findValuesAsText("executor")
                        .contains(executor);
    }

    private record Reader(String realm, Map<String, FeatureExecutorFactory> features) {

        RealmPolicies read(PolicySource source) throws IOException {
            Map<String, Profile> profiles = profilesByName(source);
            List<PolicyJson.Policy> enabled =
                    policies(source).filter(PolicyJson.Policy::isEnabled).toList();
            enabled.forEach(policy -> warnOfIneffective(policy, profiles));
            List<Policy> policies = enabled.stream()
                    .map(policy -> policy(policy, profiles))
                    .flatMap(Optional::stream)
                    .toList();
            boolean onlyExtensionExecutors = !enabled.isEmpty()
                    && enabled.size() == policies.size()
                    && enabled.stream().allMatch(policy -> isOnlyExtension(policy, profiles));
            return new RealmPolicies(source, policies, true, onlyExtensionExecutors);
        }

        private static boolean isOnlyExtension(PolicyJson.Policy policy, Map<String, Profile> profiles) {
            return profilesOf(policy, profiles).noneMatch(Profile::hasOthers)
                    && conditionIds(policy).allMatch(CLIENT_CONDITIONS::contains);
        }

        private Optional<Policy> policy(PolicyJson.Policy policy, Map<String, Profile> profiles) {
            List<ExecutorConfiguration> executors = profilesOf(policy, profiles)
                    .flatMap(profile -> profile.extension().stream())
                    .toList();
            if (executors.isEmpty()) {
                return Optional.empty();
            }
            warnOfMisconfigurations(policy.name(), executors);
            return Optional.of(new Policy(policy.name(), isStrict(policy), policy.conditions(), executors));
        }

        private void warnOfMisconfigurations(String policy, List<ExecutorConfiguration> executors) {
            executors.stream()
                    .flatMap(executor -> executor.misconfiguration().stream())
                    .forEach(misconfiguration -> LOG.warnf(
                            "Policy '%s' of realm '%s' holds a configuration that cannot be used, so the feature refuses."
                                    + " Correct it in the Admin Console: %s",
                            policy, realm, misconfiguration));
        }

        private void warnOfIneffective(PolicyJson.Policy policy, Map<String, Profile> profiles) {
            new IneffectivePolicy(
                            isStrict(policy),
                            profilesOf(policy, profiles)
                                    .anyMatch(profile -> !profile.extension().isEmpty()),
                            conditionIds(policy).toList(),
                            policy.profiles()
                                    .filter(name -> !profiles.containsKey(name))
                                    .toList())
                    .warning(realm, policy.name(), CLIENT_CONDITIONS)
                    .ifPresent(LOG::warn);
        }

        private static boolean isStrict(PolicyJson.Policy policy) {
            return ClientPolicyMode.STRICT.name().equalsIgnoreCase(policy.mode());
        }

        private static Stream<String> conditionIds(PolicyJson.Policy policy) {
            return policy.conditions().stream()
                    .map(PolicyJson.Condition::id)
                    .map(id -> Objects.requireNonNullElse(id, "without a name"));
        }

        private static Stream<Profile> profilesOf(PolicyJson.Policy policy, Map<String, Profile> profiles) {
            return policy.profiles().map(profiles::get).filter(Objects::nonNull);
        }

        /** The realm's own profile wins over a global one of the same name, as in Keycloak. */
        private Map<String, Profile> profilesByName(PolicySource source) throws IOException {
            Map<String, Profile> byName = new HashMap<>();
            for (PolicyJson.Profile profile : PolicyJson.profiles(source.profiles())) {
                byName.putIfAbsent(profile.name(), profile(profile));
            }
            for (PolicyJson.Profile profile : PolicyJson.profilesOf(source.globalProfiles())) {
                byName.putIfAbsent(profile.name(), profile(profile));
            }
            return byName;
        }

        private Profile profile(PolicyJson.Profile profile) {
            List<PolicyJson.Executor> executors = profile.executors();
            List<ExecutorConfiguration> extension = executors.stream()
                    .map(this::executor)
                    .flatMap(Optional::stream)
                    .toList();
            return new Profile(extension, extension.size() < executors.size());
        }

        private Optional<ExecutorConfiguration> executor(PolicyJson.Executor executor) {
            return Optional.ofNullable(executor.id())
                    .map(features::get)
                    .map(feature -> feature.read(executor.configuration()));
        }

        private static Stream<PolicyJson.Policy> policies(PolicySource source) throws IOException {
            return Stream.concat(
                    PolicyJson.policiesOf(source.globalPolicies()).stream(),
                    PolicyJson.policies(source.policies()).stream());
        }
    }
}
