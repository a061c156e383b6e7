package dev.extendedtoken.keycloak.rotation.policy;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * Whether the refresh tokens of a client rotate, and how.
 *
 * @param policy the policy that satisfies all matching executors; present if and only if the state is {@code ON}
 */
public record Rotation(State state, Optional<RotationPolicy> policy) {

    public enum State {
        /** No client policy with the executor matches the client. */
        OFF,
        /** The client's refresh tokens rotate. */
        ON,
        /** A policy cannot be read: nothing is refreshed until an administrator has corrected it. */
        UNREADABLE
    }

    private static final Rotation OFF = new Rotation(State.OFF, Optional.empty());
    private static final Rotation UNREADABLE = new Rotation(State.UNREADABLE, Optional.empty());

    /** By the enabled client policies of the current realm. */
    public static Rotation forClient(KeycloakSession session, ClientModel client) {
        return session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, RotationConfiguration.class)
                .map(Rotation::from, () -> UNREADABLE);
    }

    private static Rotation from(List<RotationConfiguration> matching) {
        return matching.stream()
                .map(RotationConfiguration::policy)
                .reduce(RotationPolicy::and)
                .map(policy -> new Rotation(State.ON, Optional.of(policy)))
                .orElse(OFF);
    }

    public boolean isEnabled() {
        return state == State.ON;
    }
}
