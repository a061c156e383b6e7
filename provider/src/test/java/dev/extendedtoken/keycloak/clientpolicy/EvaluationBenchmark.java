package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsExecutorFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the evaluation of a client costs from its second request on: its properties are read, and compared. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvaluationBenchmark {

    private static final Map<String, String> ATTRIBUTES =
            IntStream.range(0, 20).boxed().collect(Collectors.toMap(i -> "attribute" + i, i -> "value" + i));

    private final EvaluationCache cache = new EvaluationCache();
    private final ClientModel client = StandIn.forType(ClientModel.class, method -> arguments -> switch (method) {
        case "isPublicClient", "isBearerOnly" -> false;
        case "getProtocol" -> "openid-connect";
        case "getAttributes" -> ATTRIBUTES;
        case "getRolesStream" -> Stream.of(StandIn.forType(RoleModel.class, Map.of("getName", "one")));
        default -> throw new IllegalArgumentException(method);
    });

    @Param({"1", "50"})
    public int policies;

    private RealmPolicies realm;
    private Set<ClientCondition> conditions;

    @Setup
    public void prepare() {
        JsonRequestsExecutorFactory factory = new JsonRequestsExecutorFactory();
        String all = IntStream.range(0, policies)
                .mapToObj(i -> "{\"name\":\"p" + i + "\",\"enabled\":true,\"profiles\":[\"json\"],\"conditions\":["
                        + "{\"condition\":\"client-attributes\",\"configuration\":{}}]}")
                .collect(Collectors.joining(","));
        realm = new RealmPoliciesReader("test", Map.of(factory.getId(), factory))
                .read(new PolicySource(
                        "{\"profiles\":[{\"name\":\"json\",\"executors\":[{\"executor\":\"json-requests\",\"configuration\":{}}]}]}",
                        "{\"policies\":[" + all + "]}",
                        List.of(),
                        List.of()));
        conditions = realm.clientConditions().orElseThrow();
        cache.put(
                realm,
                "partner",
                ClientProperties.read(client, conditions),
                new MatchingPolicies(List.of(), List.of(), true));
    }

    @Benchmark
    public Optional<MatchingPolicies> evaluate() {
        return cache.find(realm, "partner", ClientProperties.read(client, conditions));
    }
}
