package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.request.ClaimedClient;
import dev.extendedtoken.keycloak.tokenrequest.RequestRulesCheck;
import dev.extendedtoken.keycloak.userjwt.UserJwtCheck;
import jakarta.ws.rs.WebApplicationException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.cors.Cors;

/**
 * What the policies of a token request's client ask of it beyond client authentication. One a request; it has its say
 * when Keycloak has authenticated the client, and before the grant runs.
 */
public final class TokenRules {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final UserJwtCheck userJwts;
    private final Set<String> judged = new HashSet<>();

    public TokenRules(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        this.userJwts = new UserJwtCheck(session, event);
        session.setAttribute(TokenRules.class.getName(), this);
    }

    /** Those of the current request, if it is one to the token endpoint. */
    public static Optional<TokenRules> of(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(TokenRules.class.getName(), TokenRules.class));
    }

    /**
     * Judges the request by the policies of the client that is authenticated; some grants do that later, or never, and
     * then of the one that the request claims to come from.
     *
     * @throws WebApplicationException the refusal
     */
    public void check() {
        Optional.ofNullable(session.getContext().getClient())
                .or(() -> ClaimedClient.of(session))
                .ifPresent(this::check);
    }

    /**
     * The same for a certain client, once.
     *
     * @throws WebApplicationException the refusal
     */
    void check(ClientModel client) {
        if (!judged.add(client.getId())) {
            return;
        }
        // First: what the other rules say would tell who has no user JWT about the code that he has.
        userJwts.error(client, () -> cors(client)).ifPresent(refusal -> {
            throw refusal;
        });
        new RequestRulesCheck(session).error(client).ifPresent(error -> {
            throw error.response(event.client(client), cors(client));
        });
    }

    /**
     * Judges whom tokens are about to be issued to.
     *
     * @param client of the request
     * @throws WebApplicationException the refusal
     */
    void check(ClientModel client, UserModel user) {
        userJwts.error(user, client, () -> cors(client)).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /**
     * As the token endpoint has it: for the client that it has authenticated, or for anybody. Made for a refusal only,
     * because it is one itself to a page of an origin that the client does not have.
     */
    private Cors cors(ClientModel client) {
        Cors cors = Cors.builder().auth().allowedMethods("POST").exposedHeaders(Cors.ACCESS_CONTROL_ALLOW_METHODS);
        return client.equals(session.getContext().getClient())
                ? cors.checkAllowedOrigins(session, client)
                : cors.allowAllOrigins();
    }
}
