package dev.extendedtoken.keycloak.endpoint.backchannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerConfiguration;
import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.ShortCircuitingPolicyManagerFactory;
import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsConfiguration;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.http.HttpRequest;
import org.keycloak.http.HttpResponse;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakUriInfo;
import org.keycloak.models.RealmModel;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.cors.Cors;
import org.keycloak.urls.HostnameProvider;
import org.keycloak.urls.UrlType;
import org.keycloak.utils.KeycloakSessionUtil;

/** A request at an endpoint whose authenticated client is checked at a client-policy event. */
class RequestGuardTest {

    private static final ClientPolicyEvent EVENT = ClientPolicyEvent.TOKEN_REVOKE;

    private final Map<String, Object> attributes = new HashMap<>();
    private final MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    private final List<String> answered = new ArrayList<>();
    private boolean keysAreConfigured = true;
    private ClientPolicyManager manager;
    private KeycloakSession session;
    private RecordedEvent event;

    @BeforeEach
    void start() {
        session = session();
        event = new RecordedEvent(session.getContext().getRealm(), session);
        KeycloakSessionUtil.setKeycloakSession(session);
    }

    @AfterEach
    void end() {
        KeycloakSessionUtil.setKeycloakSession(null);
    }

    @Test
    void withoutTheExtensionsPolicyManagerEveryClientIsRefused() {
        manager = standIn(ClientPolicyManager.class, Map.of());
        for (String client : List.of("shop", "nobody")) {
            form.putSingle("client_id", client);
            assertThatThrownBy(this::request).isInstanceOfSatisfying(WebApplicationException.class, e -> assertThat(
                            e.getResponse().getStatus())
                    .isEqualTo(401));
            assertThat(event.errors).containsExactly("invalid_client_credentials");
            assertThat(event.getEvent().getDetails()).containsEntry("reason", "api_key_policy_manager_replaced");
            event.errors.clear();
        }
        assertThat(answered).isEmpty();
    }

    @Test
    void whereNoPolicyAsksForKeysItDoesNotMatterWhichManagerThereIs() {
        keysAreConfigured = false;
        manager = standIn(ClientPolicyManager.class, Map.of());
        assertThat(request().getStatus()).isEqualTo(200);
        assertThat(answered).containsExactly("endpoint");
    }

    @Test
    void withTheManagerTheRequestReachesTheEndpoint() {
        manager = new ShortCircuitingPolicyManagerFactory().create(session);
        assertThat(request().getStatus()).isEqualTo(200);
        assertThat(answered).containsExactly("endpoint");
    }

    @Test
    void aBodyThatNeedsPermissionIsNotPermittedWithoutTheManager() {
        keysAreConfigured = false;
        manager = standIn(ClientPolicyManager.class, Map.of());
        RequestGuard guard = RequestGuard.enter(session, event);
        guard.permitBodyWith(JsonRequestsConfiguration.class);
        assertThatThrownBy(() -> request(guard)).isInstanceOf(BodyNotPermittedException.class);
        assertThat(answered).isEmpty();
    }

    private Response request() {
        return request(RequestGuard.enter(session, event));
    }

    private Response request(RequestGuard guard) {
        guard.checkClaimedClient(EventType.REVOKE_GRANT, EVENT);
        answered.add("endpoint");
        guard.onEvent(standIn(ClientPolicyContext.class, Map.of("getEvent", EVENT)));
        return guard.check(Response.ok().build());
    }

    private KeycloakSession session() {
        RealmModel realm = standIn(
                RealmModel.class,
                Map.of(
                        "getId",
                        "realm",
                        "getName",
                        "realm",
                        "isEnabled",
                        true,
                        "isEventsEnabled",
                        false,
                        "getEventsListenersStream",
                        Stream.empty()),
                Map.of("getClientByClientId", arguments -> client((String) arguments[0])));
        return standIn(
                KeycloakSession.class,
                Map.of(),
                Map.of(
                        "getContext", arguments -> context(realm),
                        "getProvider", arguments -> provider((Class<?>) arguments[0]),
                        "clientPolicy", arguments -> manager,
                        "getKeycloakSessionFactory", arguments -> server(),
                        "getAttribute", arguments -> attributes.get((String) arguments[0]),
                        "setAttribute", arguments -> attributes.put((String) arguments[0], arguments[1])));
    }

    /** One without event listeners. */
    private static KeycloakSessionFactory server() {
        return standIn(
                KeycloakSessionFactory.class,
                Map.of(),
                Map.of("getProviderFactoriesStream", arguments -> Stream.empty()));
    }

    private static ClientModel client(String id) {
        return id.equals("shop") ? standIn(ClientModel.class, Map.of("getId", id, "getClientId", id)) : null;
    }

    private KeycloakContext context(RealmModel realm) {
        HttpHeaders headers = standIn(HttpHeaders.class, Map.of("getRequestHeaders", new MultivaluedHashMap<>()));
        HttpRequest request =
                standIn(HttpRequest.class, Map.of("getDecodedFormParameters", form, "getHttpHeaders", headers));
        HttpResponse response = standIn(HttpResponse.class, Map.of(), Map.of("setHeader", arguments -> null));
        UriInfo uri = standIn(UriInfo.class, Map.of("getQueryParameters", new MultivaluedHashMap<>()));
        return standIn(
                KeycloakContext.class,
                Map.of("getRealm", realm, "getHttpRequest", request, "getHttpResponse", response),
                Map.of(
                        "getClient", arguments -> null,
                        "getUri", arguments -> new KeycloakUriInfo(session, UrlType.FRONTEND, uri)));
    }

    private Object provider(Class<?> type) {
        if (type == ClientPolicyEvaluator.class) {
            return standIn(
                    ClientPolicyEvaluator.class,
                    Map.of(),
                    Map.of(
                            "isConfigured",
                            arguments -> keysAreConfigured && arguments[0] == ApiKeyEnforcerConfiguration.class));
        }
        if (type == HostnameProvider.class) {
            return standIn(HostnameProvider.class, Map.of("getBaseUri", URI.create("https://sso.example.com/")));
        }
        if (type == Cors.class) {
            return cors();
        }
        return database();
    }

    /** Adds nothing. */
    private static Cors cors() {
        Cors[] cors = new Cors[1];
        cors[0] = standIn(
                Cors.class,
                Map.of(),
                Map.of(
                        "auth", arguments -> cors[0],
                        "allowedMethods", arguments -> cors[0],
                        "exposedHeaders", arguments -> cors[0],
                        "allowAllOrigins", arguments -> cors[0],
                        "add", arguments -> ((Response.ResponseBuilder) arguments[0]).build()));
        return cors[0];
    }

    /** One whose transaction is well. */
    private static JpaConnectionProvider database() {
        Transaction transaction = standIn(Transaction.class, Map.of("getStatus", TransactionStatus.ACTIVE));
        Object hibernate = standIn(SharedSessionContractImplementor.class, Map.of("accessTransaction", transaction));
        EntityManager entityManager = standIn(EntityManager.class, Map.of("unwrap", hibernate));
        return standIn(JpaConnectionProvider.class, Map.of("getEntityManager", entityManager));
    }

    /** Keeps what would be sent. */
    private static final class RecordedEvent extends EventBuilder {

        private final List<String> errors = new ArrayList<>();

        RecordedEvent(RealmModel realm, KeycloakSession session) {
            super(realm, session);
        }

        @Override
        public void error(String error) {
            errors.add(error);
        }
    }

    private interface Answer {
        Object to(Object... arguments);
    }

    private static <T> T standIn(Class<T> type, Map<String, ?> values) {
        return standIn(type, values, Map.of());
    }

    /** Implements an interface by fixed answers; a method without one fails the test. */
    private static <T> T standIn(Class<T> type, Map<String, ?> values, Map<String, Answer> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    if (answers.containsKey(name)) {
                        return answers.get(name).to(arguments);
                    }
                    if (!values.containsKey(name)) {
                        throw new UnsupportedOperationException(type + "." + name);
                    }
                    return values.get(name);
                }));
    }
}
