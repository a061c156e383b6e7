package dev.extendedtoken.keycloak.clientpolicy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An enabled policy, and why it does not enforce all that it names. No request is refused for that, so it is logged.
 *
 * @param strict whether the policy does not match if a condition abstains
 * @param hasExtensionExecutors whether one of its profiles has an executor of the extension
 * @param conditions their ids
 * @param missingProfiles that it names
 */
record IneffectivePolicy(
        boolean strict, boolean hasExtensionExecutors, List<String> conditions, List<String> missingProfiles) {

    /** Why a policy does not enforce all that it names; a label of the gauge. */
    enum Reason {
        /** It names a profile that does not exist. */
        MISSING_PROFILE,
        /** It can match no client, and has an executor of the extension. */
        NO_CLIENT,
        /** It has a condition that does not count for the executors of the extension. */
        UNCOUNTED_CONDITION;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The reasons; empty if the policy is effective.
     *
     * @param clientConditions the ids of the conditions that count
     */
    Set<Reason> reasons(List<String> clientConditions) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        if (!missingProfiles.isEmpty()) {
            reasons.add(Reason.MISSING_PROFILE);
        }
        if (hasExtensionExecutors && matchesNobody(clientConditions)) {
            reasons.add(Reason.NO_CLIENT);
        } else if (hasExtensionExecutors && !others(clientConditions).isEmpty()) {
            reasons.add(Reason.UNCOUNTED_CONDITION);
        }
        return reasons;
    }

    private List<String> others(List<String> clientConditions) {
        return conditions.stream()
                .filter(condition -> !clientConditions.contains(condition))
                .toList();
    }

    private boolean matchesNobody(List<String> clientConditions) {
        List<String> others = others(clientConditions);
        return others.size() == conditions.size() || strict && !others.isEmpty();
    }

    /**
     * The text for the log; empty if the policy is effective.
     *
     * @param clientConditions the ids of the conditions that count: they depend on the client alone
     */
    Optional<String> warning(String realm, String policy, List<String> clientConditions) {
        List<String> reasons = new ArrayList<>();
        if (!missingProfiles.isEmpty()) {
            reasons.add("of what it names, these profiles do not exist, and nothing of them is enforced: "
                    + quoted(missingProfiles)
                    + ". Create them again, or take them out of the policy");
        }
        if (hasExtensionExecutors) {
            uncountedConditions(clientConditions).ifPresent(reasons::add);
        }
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of("Policy '" + policy + "' of realm '" + realm + "': " + String.join("; ", reasons));
    }

    private Optional<String> uncountedConditions(List<String> clientConditions) {
        List<String> others = others(clientConditions);
        boolean matchesNobody = matchesNobody(clientConditions);
        if (!matchesNobody && others.isEmpty()) {
            return Optional.empty();
        }
        String why = others.isEmpty()
                ? "it has no condition"
                : "its conditions " + quoted(others) + " do not look at the client itself"
                        + (strict && others.size() < conditions.size() ? ", and it is STRICT" : "");
        String consequence = matchesNobody
                ? ", so it matches no client and its extended token executors enforce nothing"
                : " and are not counted for extended token executors";
        return Optional.of(why + consequence + ". Choose their clients by " + String.join(", ", clientConditions));
    }

    private static String quoted(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}
