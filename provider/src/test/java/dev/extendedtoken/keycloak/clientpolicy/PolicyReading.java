package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerConfiguration;
import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerFactory;
import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsExecutorFactory;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.keycloak.models.RoleModel;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.securityprofile.SecurityProfileProvider;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.condition.AnyClientConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientAccessTypeConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientAttributesConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProviderFactory;
import org.keycloak.services.clientpolicy.condition.ClientRolesConditionFactory;
import org.keycloak.services.clientpolicy.condition.GrantTypeConditionFactory;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.util.JsonSerialization;

/**
 * One realm's client policies, read and evaluated for one client: by the extension, and by Keycloak's own manager with
 * Keycloak's own conditions. The session, the realm and the client are stand-ins that hold values and decide nothing.
 */
final class PolicyReading {

    private static final List<FeatureExecutorFactory> FEATURES =
            List.of(new JsonRequestsExecutorFactory(), new ApiKeyEnforcerFactory());

    private static final List<ClientPolicyConditionProviderFactory> CONDITIONS = List.of(
            new AnyClientConditionFactory(),
            new ClientAccessTypeConditionFactory(),
            new ClientAttributesConditionFactory(),
            new ClientRolesConditionFactory(),
            new GrantTypeConditionFactory());

    private final GeneratedPolicies json;
    private final ClientProfilesRepresentation globalProfiles;
    private final ClientPoliciesRepresentation globalPolicies;
    private final KeycloakSession session;
    private final ClientModel client = standIn(
            ClientModel.class,
            Map.of(
                    "getId",
                    "client",
                    "getAttributes",
                    Map.of("marked", "true"),
                    "isPublicClient",
                    false,
                    "isBearerOnly",
                    false));
    private final List<String> executed = new ArrayList<>();

    PolicyReading(GeneratedPolicies json) throws IOException {
        this.json = json;
        globalProfiles = JsonSerialization.readValue(json.globalProfiles(), ClientProfilesRepresentation.class);
        globalPolicies = JsonSerialization.readValue(json.globalPolicies(), ClientPoliciesRepresentation.class);
        session = session();
    }

    /** What each of so many generated realms says to the extension, for comparison between versions of Keycloak. */
    static List<String> descriptions(int seeds) {
        return IntStream.range(0, seeds).mapToObj(PolicyReading::description).toList();
    }

    private static String description(int seed) {
        try {
            PolicyReading reading = new PolicyReading(GeneratedPolicies.of(seed));
            RealmPolicies read = reading.policies();
            Evaluation evaluation = reading.evaluateAgain();
            return read.policies().stream()
                            .map(policy -> policy.name()
                                    + policy.strict()
                                    + policy.conditions().stream()
                                            .map(condition -> condition.id() + condition.configuration())
                                            .toList()
                                    + described(policy.executors()))
                            .toList()
                    + " " + read.readable() + read.onlyExtensionExecutors() + described(evaluation.executors())
                    + described(evaluation.undecided());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** An executor's configuration as Keycloak hands it out when a profile is saved. */
    static String saved(String configuration) throws IOException, ReflectiveOperationException {
        Object executor = JsonSerialization.readValue(
                "{\"executor\":\"api-key-enforcer\",\"configuration\":" + configuration + "}",
                ClientPolicyExecutorRepresentation.class);
        // By name: its type differs.
        Object handedOut = executor.getClass().getMethod("getConfiguration").invoke(executor);
        return described(JsonSerialization.mapper.convertValue(handedOut, ApiKeyEnforcerConfiguration.class));
    }

    /** As the extension reads them. */
    RealmPolicies policies() {
        return RealmPolicies.read(
                "generated",
                new PolicySource(
                        json.profiles(), json.policies(), globalProfiles.getProfiles(), globalPolicies.getPolicies()),
                FEATURES.stream().collect(Collectors.toMap(FeatureExecutorFactory::getId, Function.identity())));
    }

    /** What the extension finds for the client. */
    Evaluation evaluateAgain() {
        return new RealmPolicyEvaluator(session, (own, realm) -> policies()).evaluateAgain(client);
    }

    /** Whether Keycloak can read both attributes of the realm. */
    boolean isReadableForKeycloak() {
        return isReadable(json.profiles(), ClientProfilesRepresentation.class)
                && isReadable(json.policies(), ClientPoliciesRepresentation.class);
    }

    private static boolean isReadable(String json, Class<?> type) {
        try {
            return JsonSerialization.readValue(json, type) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The extension's executors that Keycloak's manager calls at an event of the client, in its order. */
    List<String> executedByKeycloak() throws ClientPolicyException {
        executed.clear();
        new DefaultClientPolicyManager(session).triggerOnEvent(new ClientConditionContext(client));
        return List.copyOf(executed);
    }

    static List<String> described(List<ExecutorConfiguration> executors) {
        return executors.stream().map(PolicyReading::described).toList();
    }

    private static String described(ExecutorConfiguration executor) {
        return executor.executor() + executor.requestHeaders() + executor.misconfiguration();
    }

    private KeycloakSession session() {
        RealmModel realm = standIn(RealmModel.class, method -> switch (method) {
            case "getId", "getName" -> arguments -> "generated";
            case "getAttribute" ->
                arguments -> Map.of(
                                Constants.CLIENT_PROFILES, json.profiles(), Constants.CLIENT_POLICIES, json.policies())
                        .get(arguments[0]);
            default -> null;
        });
        KeycloakContext context = standIn(KeycloakContext.class, Map.of("getRealm", realm));
        SecurityProfileProvider server = standIn(
                SecurityProfileProvider.class,
                Map.of(
                        "getDefaultClientProfiles",
                        globalProfiles.getProfiles(),
                        "getDefaultClientPolicies",
                        globalPolicies.getPolicies()));
        return standIn(KeycloakSession.class, method -> switch (method) {
            case "getContext" -> arguments -> context;
            case "getProvider" -> arguments -> arguments[0] == JpaConnectionProvider.class ? database() : server;
            case "getComponentProvider" -> this::component;
            default -> null;
        });
    }

    /** One whose transaction is well. */
    private static JpaConnectionProvider database() {
        Transaction transaction = standIn(Transaction.class, Map.of("getStatus", TransactionStatus.ACTIVE));
        Object hibernate = standIn(SharedSessionContractImplementor.class, Map.of("accessTransaction", transaction));
        EntityManager entityManager = standIn(EntityManager.class, Map.of("unwrap", hibernate));
        return standIn(JpaConnectionProvider.class, Map.of("getEntityManager", entityManager));
    }

    @SuppressWarnings("unchecked") // As KeycloakSession declares it.
    private Object component(Object... arguments) {
        String id =
                ((Function<Object, ComponentModel>) arguments[2]).apply(null).getProviderId();
        return arguments[0] == ClientPolicyConditionProvider.class ? condition(id) : executor(id);
    }

    private ClientPolicyConditionProvider<?> condition(String id) {
        return CONDITIONS.stream()
                .filter(factory -> factory.getId().equals(id))
                .map(factory -> factory.create(session))
                .findFirst()
                .orElse(null);
    }

    private ClientPolicyExecutorProvider<?> executor(String id) {
        return FEATURES.stream()
                .filter(feature -> feature.getId().equals(id))
                .<ClientPolicyExecutorProvider<?>>map(this::executor)
                .findFirst()
                .orElseGet(() -> standIn(
                        ClientPolicyExecutorProvider.class,
                        method -> arguments -> method.equals("getExecutorConfigurationClass")
                                ? ClientPolicyExecutorConfigurationRepresentation.class
                                : null));
    }

    private ClientPolicyExecutorProvider<?> executor(FeatureExecutorFactory feature) {
        ClientPolicyExecutorProvider<?> executor = feature.create(session);
        ExecutorConfiguration[] configured = {feature.read(null)};
        return standIn(ClientPolicyExecutorProvider.class, method -> switch (method) {
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
            default -> arguments -> feature.getId();
        });
    }

    private static <T> T standIn(Class<T> type, Map<String, ?> values) {
        return standIn(
                type, method -> values.containsKey(method) ? arguments -> values.get(method) : defaultValue(method));
    }

    /** A stream cannot be handed out twice. */
    private static Answer defaultValue(String method) {
        return method.equals("getRolesStream")
                ? arguments -> Stream.of(standIn(RoleModel.class, Map.of("getName", "gold")))
                : null;
    }

    private interface Answer {
        Object to(Object... arguments);
    }

    private static <T> T standIn(Class<T> type, Function<String, Answer> answers) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Answer answer = answers.apply(method.getName());
            if (answer == null) {
                throw new UnsupportedOperationException(method + Arrays.toString(arguments));
            }
            return answer.to(arguments);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
