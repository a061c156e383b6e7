package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.tokenrequest.RequestRulesCheck;
import dev.extendedtoken.keycloak.userjwt.UserJwtCheck;
import jakarta.ws.rs.WebApplicationException;
import java.util.HashSet;
import java.util.Set;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.cors.Cors;

/** What the policies of its clients ask of one token request beyond client authentication. */
final class TokenRules {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final UserJwtCheck userJwts;
    private final Set<String> checkedClients = new HashSet<>();

    TokenRules(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        this.userJwts = new UserJwtCheck(session, event);
    }

    /**
     * Checks the request by the policies of a client, once for each client.
     *
     * @throws WebApplicationException the error response
     */
    void check(ClientModel client) {
        if (!checkedClients.add(client.getId())) {
            return;
        }
        // First: without the user JWT, nobody learns about the code from what the other rules say.
        userJwts.error(client, () -> cors(client)).ifPresent(error -> {
            throw error;
        });
        new RequestRulesCheck(session).error(client).ifPresent(error -> {
            throw error.response(event.client(client), cors(client));
        });
    }

    /**
     * Checks the user that tokens are about to be issued for.
     *
     * @param client of the request
     * @throws WebApplicationException the error response
     */
    void check(ClientModel client, UserModel user) {
        userJwts.error(user, client, () -> cors(client)).ifPresent(error -> {
            throw error;
        });
    }

    /**
     * The CORS headers of Keycloak's token endpoint: for the origins of the authenticated client, or without one for any
     * origin. Created only for an error, because Keycloak throws if the client does not have the origin.
     */
    private Cors cors(ClientModel client) {
        Cors cors = Cors.builder().auth().allowedMethods("POST").exposedHeaders(Cors.ACCESS_CONTROL_ALLOW_METHODS);
        return client.equals(session.getContext().getClient())
                ? cors.checkAllowedOrigins(session, client)
                : cors.allowAllOrigins();
    }
}
