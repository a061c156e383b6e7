package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * Whether a client's refresh tokens rotate.
 *
 * @param state {@code ON} has a policy, the others have none
 * @param policy the one that satisfies all matching executors
 */
record Rotation(State state, Optional<RotationPolicy> policy) {

    enum State {
        /** No policy wants it. */
        OFF,
        /** The client's refresh tokens rotate. */
        ON,
        /** A policy may want it, and nobody can tell how: nothing is refreshed until an administrator has corrected it. */
        UNREADABLE
    }

    private static final Rotation OFF = new Rotation(State.OFF, Optional.empty());
    private static final Rotation UNREADABLE = new Rotation(State.UNREADABLE, Optional.empty());

    /** What the enabled policies of the current realm say. */
    static Rotation of(KeycloakSession session, ClientModel client) {
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
}
