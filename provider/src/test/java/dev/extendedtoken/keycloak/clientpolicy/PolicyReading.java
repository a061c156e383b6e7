package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerConfiguration;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.condition.AcrConditionFactory;
import org.keycloak.services.clientpolicy.condition.AnyClientConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientAccessTypeConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientAttributesConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProviderFactory;
import org.keycloak.services.clientpolicy.condition.ClientProtocolConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientRolesConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientScopesConditionFactory;
import org.keycloak.services.clientpolicy.condition.GrantTypeConditionFactory;
import org.keycloak.util.JsonSerialization;

/**
 * One realm's client policies, read and evaluated for one client: by the extension, and by Keycloak's policy manager,
 * both with Keycloak's conditions.
 */
final class PolicyReading {

    private static final List<ClientPolicyConditionProviderFactory> CONDITIONS = List.of(
            new AnyClientConditionFactory(),
            new ClientAccessTypeConditionFactory(),
            new ClientAttributesConditionFactory(),
            new ClientProtocolConditionFactory(),
            new ClientRolesConditionFactory(),
            new ClientScopesConditionFactory(),
            new GrantTypeConditionFactory(),
            new AcrConditionFactory());

    private static final Map<String, ?> CLIENT = Map.of(
            "getId",
            "client",
            "getAttributes",
            Map.of("marked", "true"),
            "getProtocol",
            "openid-connect",
            "isPublicClient",
            false,
            "isBearerOnly",
            false);

    private final ClientModel client = StandIn.forType(ClientModel.class, PolicyReading::ofClient);
    private final PolicyTexts json;
    private final StandInServer server;

    PolicyReading(PolicyTexts json) throws IOException {
        this.json = json;
        this.server = new StandInServer(json, PolicyReading::condition);
    }

    /** A stream cannot be returned twice. */
    private static StandIn.Answer ofClient(String method) {
        if (method.equals("getRolesStream")) {
            return arguments -> Stream.of(StandIn.forType(RoleModel.class, Map.of("getName", "gold")));
        }
        return CLIENT.containsKey(method) ? arguments -> CLIENT.get(method) : null;
    }

    private static ClientPolicyConditionProvider<?> condition(KeycloakSession session, String id) {
        return CONDITIONS.stream()
                .filter(factory -> factory.getId().equals(id))
                .map(factory -> factory.create(session))
                .findFirst()
                .orElse(null);
    }

    /** What the extension reads from so many generated realms, for comparison between versions of Keycloak. */
    static List<String> descriptions(int seeds) {
        return IntStream.range(0, seeds).mapToObj(PolicyReading::description).toList();
    }

    private static String description(int seed) {
        try {
            PolicyReading reading = new PolicyReading(PolicyTexts.generate(seed));
            RealmPolicies read = reading.policies();
            MatchingPolicies matching = reading.matching();
            return read.policies().stream()
                            .map(policy -> policy.name()
                                    + policy.strict()
                                    + policy.conditions().stream()
                                            .map(condition -> condition.id() + condition.configuration())
                                            .toList()
                                    + StandInServer.described(policy.executors()))
                            .toList()
                    + " " + read.readable() + read.ignoresPolicyEvents()
                    + StandInServer.described(matching.executors())
                    + StandInServer.described(matching.unknown());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** An executor's configuration as Keycloak passes it on when a profile is saved. */
    static String saved(String configuration) throws IOException, ReflectiveOperationException {
        Object executor = JsonSerialization.readValue(
                "{\"executor\":\"api-key-enforcer\",\"configuration\":" + configuration + "}",
                ClientPolicyExecutorRepresentation.class);
        // By name: the return type differs between versions.
        Object passedOn = executor.getClass().getMethod("getConfiguration").invoke(executor);
        return StandInServer.described(
                JsonSerialization.mapper.convertValue(passedOn, ApiKeyEnforcerConfiguration.class));
    }

    /** As the extension reads them. */
    RealmPolicies policies() {
        return server.policies();
    }

    /** What the extension finds for the client. */
    MatchingPolicies matching() {
        return server.evaluator().match(client);
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
        return server.executedByKeycloak(client);
    }
}
