package dev.extendedtoken.keycloak.userjwt.model;

import java.util.List;
import java.util.Set;

/**
 * Where the step {@code user-jwt} signs somebody in: at clients whose own policies take user JWTs, and by those alone that
 * they take. What the step itself is set to can only be less.
 *
 * @param never the ids of clients at which it never does
 */
public record StepClients(Set<String> never) {

    /**
     * The clients whose user JWTs sign in at a client.
     *
     * @param client its id
     * @param policies {@code issued-to} of each executor that matches the client
     * @param step {@code issued-to} of the step
     * @return empty if none do
     */
    public List<String> issuedTo(String client, List<List<String>> policies, List<String> step) {
        if (never.contains(client) || policies.isEmpty()) {
            return List.of();
        }
        return step.stream()
                .filter(issuedTo -> policies.stream().allMatch(policy -> policy.contains(issuedTo)))
                .toList();
    }
}
