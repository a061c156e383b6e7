package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** Which clients are permitted to send the body of one request: any, or those whose policies have a certain executor. */
final class BodyPermission {

    private final KeycloakSession session;
    private Optional<Class<? extends ExecutorConfiguration>> executor = Optional.empty();

    BodyPermission(KeycloakSession session) {
        this.session = session;
    }

    void permitWith(Class<? extends ExecutorConfiguration> kind) {
        executor = Optional.of(kind);
    }

    void permitAny() {
        executor = Optional.empty();
    }

    boolean permitsAny() {
        return executor.isEmpty();
    }

    /** @throws BodyNotPermittedException if the client may not have sent the body */
    void check(ClientModel client) {
        executor.ifPresent(kind -> {
            if (!session.getProvider(ClientPolicyEvaluator.class)
                    .evaluate(client, kind)
                    .isGranted()) {
                throw new BodyNotPermittedException();
            }
        });
    }
}
