package dev.extendedtoken.keycloak.userjwt.model;

import java.util.List;
import java.util.Set;

/**
 * Which user JWTs the browser step {@code user-jwt} accepts at a client: those that the step and all policies of the client
 * accept.
 *
 * @param excludedClients the {@code clientId}s of clients at which the step accepts none
 */
public record BrowserStepPolicy(Set<String> excludedClients) {

    /**
     * The clients whose user JWTs sign in at a client.
     *
     * @param client its {@code clientId}
     * @param policies {@code issued-to} of each executor that matches the client
     * @param step {@code issued-to} of the step
     * @return {@code clientId}s, in the order of the step
     */
    public List<String> issuedTo(String client, List<List<String>> policies, List<String> step) {
        if (excludedClients.contains(client) || policies.isEmpty()) {
            return List.of();
        }
        return step.stream()
                .filter(issuedTo -> policies.stream().allMatch(policy -> policy.contains(issuedTo)))
                .toList();
    }
}
