package dev.extendedtoken.keycloak.clientpolicy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The client profiles of one realm, by name. */
record ClientProfiles(Map<String, Profile> byName) {

    /**
     * One profile.
     *
     * @param executors those of the extension
     * @param hasOthers whether it also holds executors that are not the extension's
     */
    record Profile(List<ExecutorConfiguration> executors, boolean hasOthers) {}

    /**
     * The realm's profiles and the global ones; of two with the same name the realm's is used, as in Keycloak.
     *
     * @param factories the extension's executors by their ids
     */
    static ClientProfiles read(PolicySource source, Map<String, FeatureExecutorFactory> factories) throws IOException {
        Map<String, Profile> byName = new HashMap<>();
        for (ProfileJson profile : ProfileJson.read(source.profiles())) {
            byName.putIfAbsent(profile.name(), profile(profile, factories));
        }
        for (ProfileJson profile : ProfileJson.convert(source.globalProfiles())) {
            byName.putIfAbsent(profile.name(), profile(profile, factories));
        }
        return new ClientProfiles(byName);
    }

    private static Profile profile(ProfileJson profile, Map<String, FeatureExecutorFactory> factories) {
        List<ExecutorConfiguration> executors = profile.executors().stream()
                .flatMap(executor -> configuration(executor, factories).stream())
                .toList();
        return new Profile(executors, executors.size() < profile.executors().size());
    }

    private static Optional<ExecutorConfiguration> configuration(
            ProfileJson.Executor executor, Map<String, FeatureExecutorFactory> factories) {
        return Optional.ofNullable(executor.id())
                .map(factories::get)
                .map(factory -> factory.parse(executor.configuration()));
    }

    /** The extension's executors of a policy, in the order of its profiles. */
    List<ExecutorConfiguration> executors(PolicyJson policy) {
        return existing(policy).flatMap(profile -> profile.executors().stream()).toList();
    }

    boolean hasOtherExecutors(PolicyJson policy) {
        return existing(policy).anyMatch(Profile::hasOthers);
    }

    /** The profiles that a policy names and that do not exist. */
    List<String> missing(PolicyJson policy) {
        return policy.profiles().filter(name -> !byName.containsKey(name)).toList();
    }

    private Stream<Profile> existing(PolicyJson policy) {
        return policy.profiles().map(byName::get).filter(Objects::nonNull);
    }
}
