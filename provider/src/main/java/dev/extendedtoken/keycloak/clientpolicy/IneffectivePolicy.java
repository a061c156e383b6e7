package dev.extendedtoken.keycloak.clientpolicy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What keeps an enabled policy from enforcing all that it names. Nothing is refused for it, so it must not be silent.
 *
 * @param strict whether a condition that abstains refuses
 * @param hasExtensionExecutors whether one of its profiles has an executor of the extension
 * @param conditions their ids
 * @param missingProfiles that it names
 */
record IneffectivePolicy(
        boolean strict, boolean hasExtensionExecutors, List<String> conditions, List<String> missingProfiles) {

    /** @param clientConditions the ids of those that look at the client itself, and count */
    Optional<String> warning(String realm, String policy, List<String> clientConditions) {
        List<String> reasons = new ArrayList<>();
        if (!missingProfiles.isEmpty()) {
            reasons.add("of what it names, these profiles do not exist, and nothing of them is enforced: "
                    + quoted(missingProfiles)
                    + ". Create them again, or take them out of the policy");
        }
        if (hasExtensionExecutors) {
            conditionsMisconfiguration(clientConditions).ifPresent(reasons::add);
        }
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of("Policy '" + policy + "' of realm '" + realm + "': " + String.join("; ", reasons));
    }

    private Optional<String> conditionsMisconfiguration(List<String> clientConditions) {
        List<String> others = conditions.stream()
                .filter(condition -> !clientConditions.contains(condition))
                .toList();
        boolean matchesNobody = others.size() == conditions.size() || strict && !others.isEmpty();
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
