package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Optional;
import org.keycloak.models.ClientModel;

/**
 * Something that a client must not change about itself with its registration access token. Implemented by client
 * authenticators of this extension, whose credentials an administrator controls.
 */
public interface SelfUpdateRestriction {

    /** Reads the client before it is changed. */
    Check before(ClientModel client);

    /** Compares with the client afterwards. */
    @FunctionalInterface
    interface Check {

        /** Why the change is refused, as the reason of an event; empty if it is allowed. */
        Optional<String> violation(ClientModel after);
    }
}
