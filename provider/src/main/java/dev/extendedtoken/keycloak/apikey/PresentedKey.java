package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.apikey.store.KeyRevocations;
import java.time.Instant;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** The API key in a header of the current request. */
record PresentedKey(KeycloakSession session, String header) {

    /** Checks whether it is a valid key of this client, and counts the outcome. */
    KeyCheck check(ClientModel client) {
        List<String> sent =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(header);
        KeyCheck check = KeyCheck.forHeader(
                sent == null ? List.of() : sent,
                new ClientKeys(client)::text,
                KeyRevocations.forClient(session, client)::isRevoked,
                Instant.ofEpochMilli(Time.currentTimeMillis()));
        KeyCounter.forOutcome(check.outcome()).count();
        if (check.endsSoon().isPresent()) {
            KeyCounter.countExpiring();
        }
        return check;
    }
}
