package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerFactory;
import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsExecutorFactory;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.keycloak.component.ComponentModel;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.securityprofile.SecurityProfileProvider;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.util.JsonSerialization;

/**
 * A session in one realm with client policies, for the extension's evaluator and for Keycloak's policy manager. Its
 * realm and its database are stand-ins that hold values and decide nothing.
 */
final class StandInServer {

    private static final Map<String, FeatureExecutorFactory> FACTORIES =
            List.of(new JsonRequestsExecutorFactory(), new ApiKeyEnforcerFactory()).stream()
                    .collect(Collectors.toMap(FeatureExecutorFactory::getId, Function.identity()));

    private final PolicyTexts json;
    private final ClientProfilesRepresentation globalProfiles;
    private final ClientPoliciesRepresentation globalPolicies;
    private final BiFunction<KeycloakSession, String, ClientPolicyConditionProvider<?>> conditions;
    private final KeycloakSession session;
    private final List<String> executed = new ArrayList<>();
    private TransactionStatus transaction = TransactionStatus.ACTIVE;

    /** @param conditions by their ids; null for one that is not installed */
    StandInServer(PolicyTexts json, BiFunction<KeycloakSession, String, ClientPolicyConditionProvider<?>> conditions)
            throws IOException {
        this.json = json;
        this.conditions = conditions;
        globalProfiles = JsonSerialization.readValue(json.globalProfiles(), ClientProfilesRepresentation.class);
        globalPolicies = JsonSerialization.readValue(json.globalPolicies(), ClientPoliciesRepresentation.class);
        session = session();
    }

    /** As the extension reads them. */
    RealmPolicies policies() {
        return new RealmPoliciesReader("generated", FACTORIES)
                .read(new PolicySource(
                        json.profiles(), json.policies(), globalProfiles.getProfiles(), globalPolicies.getPolicies()));
    }

    /** A new evaluator, as each request has one. */
    DefaultClientPolicyEvaluator evaluator() {
        return new DefaultClientPolicyEvaluator(session, (own, realm) -> policies(), new EvaluationCache());
    }

    /** The extension's executors that Keycloak's manager calls at an event of the client, in its order. */
    List<String> executedByKeycloak(ClientModel client) throws ClientPolicyException {
        executed.clear();
        new DefaultClientPolicyManager(session).triggerOnEvent(new ClientEvaluationContext(client));
        return List.copyOf(executed);
    }

    void failDatabase() {
        transaction = TransactionStatus.MARKED_ROLLBACK;
    }

    static List<String> described(List<ExecutorConfiguration> executors) {
        return executors.stream().map(StandInServer::described).toList();
    }

    static String described(ExecutorConfiguration executor) {
        return executor.executor() + executor.requestHeaders() + executor.misconfiguration();
    }

    private KeycloakSession session() {
        RealmModel realm = StandIn.forType(RealmModel.class, method -> switch (method) {
            case "getId", "getName" -> arguments -> "generated";
            case "getAttribute" ->
                arguments -> Map.of(
                                Constants.CLIENT_PROFILES, json.profiles(), Constants.CLIENT_POLICIES, json.policies())
                        .get(arguments[0]);
            default -> null;
        });
        KeycloakContext context = StandIn.forType(KeycloakContext.class, Map.of("getRealm", realm));
        SecurityProfileProvider server = StandIn.forType(
                SecurityProfileProvider.class,
                Map.of(
                        "getDefaultClientProfiles",
                        globalProfiles.getProfiles(),
                        "getDefaultClientPolicies",
                        globalPolicies.getPolicies()));
        return StandIn.forType(KeycloakSession.class, method -> switch (method) {
            case "getContext" -> arguments -> context;
            case "getProvider" -> arguments -> arguments[0] == JpaConnectionProvider.class ? database() : server;
            case "getComponentProvider" -> this::component;
            default -> null;
        });
    }

    private JpaConnectionProvider database() {
        Transaction status = StandIn.forType(Transaction.class, Map.of("getStatus", transaction));
        Object hibernate = StandIn.forType(SharedSessionContractImplementor.class, Map.of("accessTransaction", status));
        EntityManager entityManager = StandIn.forType(EntityManager.class, Map.of("unwrap", hibernate));
        return StandIn.forType(JpaConnectionProvider.class, Map.of("getEntityManager", entityManager));
    }

    @SuppressWarnings("unchecked") // As KeycloakSession declares it.
    private Object component(Object... arguments) {
        String id =
                ((Function<Object, ComponentModel>) arguments[2]).apply(null).getProviderId();
        return arguments[0] == ClientPolicyConditionProvider.class ? conditions.apply(session, id) : executor(id);
    }

    private ClientPolicyExecutorProvider<?> executor(String id) {
        return FACTORIES.containsKey(id)
                ? executor(FACTORIES.get(id))
                : StandIn.forType(
                        ClientPolicyExecutorProvider.class,
                        method -> arguments -> method.equals("getExecutorConfigurationClass")
                                ? ClientPolicyExecutorConfigurationRepresentation.class
                                : null);
    }

    /** An executor of the extension that records that Keycloak calls it. */
    private ClientPolicyExecutorProvider<?> executor(FeatureExecutorFactory factory) {
        ClientPolicyExecutorProvider<?> executor = factory.create(session);
        ExecutorConfiguration[] configured = {factory.parse(null)};
        return StandIn.forType(ClientPolicyExecutorProvider.class, method -> switch (method) {
            case "getExecutorConfigurationClass" -> arguments -> executor.getExecutorConfigurationClass();
            case "setupConfiguration" ->
                arguments -> {
                    if (arguments[0] != null) {
                        configured[0] = (ExecutorConfiguration) arguments[0];
                    }
                    return null;
                };
            case "executeOnEvent" ->
                arguments -> {
                    executed.add(described(configured[0]));
                    return null;
                };
            default -> arguments -> factory.getId();
        });
    }
}
