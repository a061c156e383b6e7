package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcement;
import dev.extendedtoken.keycloak.request.ClaimedClient;
import dev.extendedtoken.keycloak.responseformat.ResponseFormatting;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;

/**
 * Looks twice at who makes a request: at the client that it claims to come from, before Keycloak's endpoint begins, and
 * at the one that Keycloak has authenticated, before that one gets anything. A request can name two.
 */
public final class ClientGuard {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final ApiKeyEnforcement apiKeys;
    private boolean hasChecked;
    private Optional<WebApplicationException> refusal = Optional.empty();

    private ClientGuard(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        this.apiKeys = new ApiKeyEnforcement(session, event);
    }

    /** For an endpoint that reads its parameters from the session's request. */
    public static ClientGuard overForm(KeycloakSession session, EventBuilder event) {
        ClientGuard guard = new ClientGuard(session, event);
        if (guard.apiKeys.isEnabled()) {
            session.getContext()
                    .setHttpRequest(
                            new GuardedRequest(session.getContext().getHttpRequest(), guard::checkAuthenticatedClient));
        }
        return guard;
    }

    /** For parameters that came otherwise; whoever has them calls {@link #checkAuthenticatedClient}. */
    public static ClientGuard overParameters(KeycloakSession session, EventBuilder event) {
        return new ClientGuard(session, event);
    }

    /**
     * Looks, and runs Keycloak's endpoint. What it says to a refusal in its midst is replaced by the refusal: some
     * endpoints take any exception for bad parameters.
     *
     * @param type what events of this endpoint are
     * @throws WebApplicationException the refusal
     */
    public Response guarded(EventType type, Supplier<Response> endpoint) {
        return new StorageCheck(session).check(() -> {
            checkClaimedClient(type);
            try {
                return endpoint.get();
            } catch (WebApplicationException e) {
                throw refusal.orElse(e);
            }
        });
    }

    /**
     * The first look.
     *
     * @param type what events of this endpoint are
     * @throws WebApplicationException the refusal
     */
    public void checkClaimedClient(EventType type) {
        hasChecked = true;
        ResponseFormatting.of(session).ifPresent(format -> format.note(event));
        if (apiKeys.isEnabled() && new RealmAccess(session).isOpen()) {
            event.event(type);
            ClaimedClient.of(session).ifPresent(apiKeys::check);
        }
    }

    /**
     * The second look, once Keycloak knows the client; as often as one likes. Nothing where there was no first one:
     * browsers use some of these endpoints, too.
     *
     * @throws WebApplicationException the refusal
     */
    public void checkAuthenticatedClient() {
        if (!hasChecked) {
            return;
        }
        try {
            Optional.ofNullable(session.getContext().getClient()).ifPresent(apiKeys::authenticated);
        } catch (WebApplicationException e) {
            refusal = Optional.of(e);
            throw e;
        }
    }
}
