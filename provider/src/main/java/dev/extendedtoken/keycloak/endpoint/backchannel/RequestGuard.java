package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcement;
import dev.extendedtoken.keycloak.clientpolicy.ClientEventListener;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.clientpolicy.ShortCircuitingPolicyManagerFactory;
import dev.extendedtoken.keycloak.request.ClaimedClient;
import dev.extendedtoken.keycloak.request.RequestState;
import dev.extendedtoken.keycloak.responseformat.ResponseFormatting;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;

/**
 * Leads one request through a guarded endpoint. Made where the request enters. The steps, in their order:
 *
 * <ol>
 *   <li>Read the body: {@code JsonEndpoint} makes a form of a JSON object; Keycloak reads a form.
 *   <li>Find the claimed client, evaluate its policies, check its API key: {@link #checkClaimedClient}.
 *   <li>Keycloak authenticates the client. It can be another one, because a request can name several.
 *   <li>Check the authenticated client, before anything changes: {@link #checkAuthenticatedClient()}.
 *   <li>Check the rules of its token request: {@link #checkTokenRequest}.
 *   <li>Keycloak runs the grant, or whatever the endpoint does.
 *   <li>Check the clients and the user that a token is for: {@link #checkTokenClient}, {@link #checkTokenRules},
 *       {@link #checkTokenUser}.
 *   <li>Check that the answer does not rest on an error of the database: {@link #check}.
 *   <li>Format the answer, also an error: {@link ResponseFormatting#apply}, called by {@code ResponseFormatFilter}.
 * </ol>
 *
 * <p>What a check throws is the error response: 401 for an API key, 400 or 401 for a rule of token requests. If the
 * client is not permitted to send this body, it is a {@link BodyNotPermittedException}.
 */
public final class RequestGuard implements ClientEventListener {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final ApiKeyEnforcement apiKeys;
    private final VerifiedClients clients;
    private final BodyPermission body;

    /** The client-policy event at which the authenticated client is still to be checked. */
    private Optional<ClientPolicyEvent> checkpoint = Optional.empty();

    private Optional<ClientModel> claimedClient = Optional.empty();
    private Optional<TokenRules> tokenRules = Optional.empty();

    private RequestGuard(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        this.apiKeys = new ApiKeyEnforcement(session, event);
        this.clients = new VerifiedClients(apiKeys);
        this.body = new BodyPermission(session);
    }

    /** Makes the guard of a request that enters. */
    public static RequestGuard enter(KeycloakSession session, EventBuilder event) {
        RequestGuard guard = new RequestGuard(session, event);
        RequestState.put(session, RequestGuard.class, guard);
        RequestState.put(session, ClientEventListener.class, guard);
        return guard;
    }

    /** The same at an endpoint whose answers have the format that the client's policies ask for. */
    public static RequestGuard enterFormatted(KeycloakSession session, EventBuilder event) {
        ResponseFormatting.begin(session);
        return enter(session, event);
    }

    /** The guard of the current request; empty if the request did not come by an endpoint that has one. */
    public static Optional<RequestGuard> forRequest(KeycloakSession session) {
        return RequestState.find(session, RequestGuard.class);
    }

    /** From now on, only clients whose policies have such an executor are permitted to send this body. */
    public void permitBodyWith(Class<? extends ExecutorConfiguration> executor) {
        body.permitWith(executor);
    }

    /** From now on, any client is permitted to send this body. */
    public void permitAnyBody() {
        body.permitAny();
    }

    /**
     * Checks the client that the request names, at an endpoint of Keycloak that calls {@link #checkAuthenticatedClient()}
     * itself.
     *
     * @param type of the endpoint's events
     */
    public void checkClaimedClient(EventType type) {
        checkClaimedClient(type, Optional.empty());
    }

    /**
     * The same for an endpoint where nothing can be overridden between the authentication of the client and what the
     * endpoint does: the authenticated client is checked at a client-policy event.
     *
     * @param first the event that Keycloak sends there
     */
    public void checkClaimedClient(EventType type, ClientPolicyEvent first) {
        checkClaimedClient(type, Optional.of(first));
    }

    private void checkClaimedClient(EventType type, Optional<ClientPolicyEvent> first) {
        checkpoint = first;
        ResponseFormatting.forRequest(session).ifPresent(format -> format.note(event));
        boolean isOpen = new RealmAccess(session).isOpen();
        claimedClient = isOpen ? ClaimedClient.forRequest(session) : Optional.empty();
        checkPolicyManager(type);
        if (isOpen) {
            checkKeyAndBody(type);
        }
    }

    /** Also where the realm is disabled: Keycloak's logout endpoint does not check that. */
    private void checkPolicyManager(EventType type) {
        if (isCheckpointMissed() && apiKeys.isConfigured()) {
            event.event(type);
            throw apiKeys.policyManagerError(claimedClient);
        }
    }

    private void checkKeyAndBody(EventType type) {
        if (apiKeys.isConfigured()) {
            event.event(type);
            claimedClient.ifPresent(clients::checkClaimed);
        }
        claimedClient.ifPresent(client -> {
            if (apiKeys.isClientFlowMissing(client)) {
                event.event(type);
                throw apiKeys.clientFlowError(client);
            }
        });
        if (!body.permitsAny() && isCheckpointMissed()) {
            throw new BodyNotPermittedException();
        }
        claimedClient.ifPresent(body::check);
    }

    /**
     * Checks the response of the endpoint.
     *
     * @return the same response
     * @throws dev.extendedtoken.keycloak.storage.TemporarilyUnavailable in place of a response that rests on an error of the
     *     database
     */
    public Response check(Response response) {
        return new StorageCheck(session).check(response);
    }

    /** What to throw for an error response, or another exception, of the endpoint. */
    public RuntimeException check(RuntimeException error) {
        return new StorageCheck(session).check(error);
    }

    /** Without the extension's policy manager, no event reaches this guard. */
    private boolean isCheckpointMissed() {
        return checkpoint.isPresent() && !ShortCircuitingPolicyManagerFactory.isInstalled(session);
    }

    /** Acts once: a logout sends its event again for each other client that takes part in it. */
    @Override
    public void onEvent(ClientPolicyContext context) {
        if (checkpoint.filter(context.getEvent()::equals).isPresent()) {
            checkpoint = Optional.empty();
            checkAuthenticatedClient();
        }
    }

    /** Checks the client that Keycloak has authenticated. */
    public void checkAuthenticatedClient() {
        Optional.ofNullable(session.getContext().getClient()).ifPresent(this::checkAuthenticatedClient);
    }

    /** Checks the client of an authorization request, which authenticates none. */
    public void checkAuthenticatedClient(ClientModel client) {
        body.check(client);
        clients.checkAuthenticated(client);
    }

    /**
     * Checks the request by the policies of the authenticated client, or of the claimed client if the grant authenticates
     * none, or does so later.
     */
    void checkTokenRequest() {
        TokenRules rules = tokenRules.orElseGet(() -> new TokenRules(session, event));
        tokenRules = Optional.of(rules);
        Optional.ofNullable(session.getContext().getClient())
                .or(() -> claimedClient)
                .ifPresent(rules::check);
    }

    /**
     * Checks the key of the client that a token is for. With UMA this is the client of the subject token, which need not be
     * the authenticated one.
     */
    void checkTokenClient(ClientModel client) {
        clients.checkTokenClient(client);
    }

    /** Checks the request by the policies of the client that a token is for. */
    void checkTokenRules(ClientModel client) {
        tokenRules.ifPresent(rules -> rules.check(client));
    }

    /**
     * Checks the user that a token is for.
     *
     * @param client of the request
     */
    void checkTokenUser(ClientModel client, UserModel user) {
        tokenRules.ifPresent(rules -> rules.check(client, user));
    }
}
