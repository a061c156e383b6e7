package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Optional;
import org.keycloak.models.ClientModel;

/**
 * A property of a client that it must not change with its registration access token. Client authenticators of the
 * extension implement it for credentials that only an administrator may change.
 */
public interface SelfUpdateRestriction {

    /** Reads the property before the change. */
    Check before(ClientModel client);

    /** Compares the property after the change. */
    @FunctionalInterface
    interface Check {

        /** The reason for the event if the change is refused; empty if it is allowed. */
        Optional<String> violation(ClientModel after);
    }
}
