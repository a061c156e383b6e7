package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.apikey.store.KeyRevocations;
import java.time.Instant;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** The key that the current request carries in a header. */
record PresentedKey(KeycloakSession session, String header) {

    /** Whether it is a key of this client; counted. */
    KeyCheck check(ClientModel client) {
        List<String> sent =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(header);
        KeyCheck check = KeyCheck.of(
                sent == null ? List.of() : sent,
                new ClientKeys(client)::text,
                KeyRevocations.of(session, client)::isRevoked,
                Instant.ofEpochMilli(Time.currentTimeMillis()));
        KeyCounter.count(check.outcome().code());
        return check;
    }
}
