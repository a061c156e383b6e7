package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.apikey.ApiKeyGuard;
import dev.extendedtoken.keycloak.gate.ClaimedClient;
import java.util.Optional;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;

/**
 * Looks twice at who makes a request: at the client that it claims to come from, before Keycloak's endpoint begins, and
 * at the one that Keycloak has authenticated, before that one gets anything. A request can name two.
 */
final class ClientGuard {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final ApiKeyGuard apiKeys;

    private ClientGuard(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        this.apiKeys = new ApiKeyGuard(session, event);
    }

    /** For an endpoint that reads its parameters from the session's request. */
    static ClientGuard overForm(KeycloakSession session, EventBuilder event) {
        ClientGuard guard = new ClientGuard(session, event);
        if (guard.apiKeys.isOn()) {
            session.getContext()
                    .setHttpRequest(new GuardedRequest(session.getContext().getHttpRequest(), guard::lookAgain));
        }
        return guard;
    }

    /** For parameters that came otherwise; whoever has them calls {@link #lookAgain}. */
    static ClientGuard overParameters(KeycloakSession session, EventBuilder event) {
        return new ClientGuard(session, event);
    }

    /**
     * The first look.
     *
     * @param type what events of this endpoint are
     * @throws jakarta.ws.rs.WebApplicationException the refusal
     */
    void look(EventType type) {
        if (apiKeys.isOn() && new RealmAccess(session).isOpen()) {
            event.event(type);
            ClaimedClient.of(session).ifPresent(apiKeys::claimed);
        }
    }

    /**
     * The second look, once Keycloak knows the client; as often as one likes.
     *
     * @throws jakarta.ws.rs.WebApplicationException the refusal
     */
    void lookAgain() {
        Optional.ofNullable(session.getContext().getClient()).ifPresent(apiKeys::authenticated);
    }
}
