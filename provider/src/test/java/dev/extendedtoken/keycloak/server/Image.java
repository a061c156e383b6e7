package dev.extendedtoken.keycloak.server;

import com.github.dockerjava.api.model.Capability;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The image of {@code docker/Dockerfile} as it is meant to run: in production mode, on PostgreSQL, with a read-only root file
 * system and no privileges. What the image was built with cannot be changed at start, so it is for tests that need no build
 * option.
 */
final class Image implements Keycloak {

    private static final int HTTP = 8080;
    private static final int MANAGEMENT = 9000;

    /** As in {@code docker/compose.yaml}. */
    private static final Map<String, String> WRITABLE =
            Map.of("/tmp", "rw,mode=1777", "/opt/keycloak/data", "rw,mode=1777");

    private static final Duration START = Duration.ofMinutes(5);

    private final GenericContainer<?> keycloak;
    private final List<AutoCloseable> belongings;

    private Image(GenericContainer<?> keycloak, List<AutoCloseable> belongings) {
        this.keycloak = keycloak;
        this.belongings = belongings;
    }

    static Image start(ServerOptions options) {
        if (!options.withProvider()) {
            throw new IllegalArgumentException("The image has the JAR in it; use -Dkeycloak=container or distribution");
        }
        GenericContainer<?> keycloak = new GenericContainer<>(BuildOutput.image())
                .withCommand(Stream.concat(
                                Stream.of("start", "--optimized", "--hostname-strict=false", "--http-enabled=true"),
                                options.arguments().stream())
                        .toArray(String[]::new))
                .withEnv("KC_BOOTSTRAP_ADMIN_USERNAME", "admin")
                .withEnv("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin")
                .withTmpFs(WRITABLE)
                .withCreateContainerCmdModifier(command -> command.getHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges")))
                .withExtraHost(Container.TEST_MACHINE, "host-gateway")
                .withExposedPorts(HTTP, MANAGEMENT)
                .waitingFor(Wait.forHttp("/health/ready").forPort(MANAGEMENT).withStartupTimeout(START));
        List<AutoCloseable> belongings = BuildOutput.postgres()
                .<List<AutoCloseable>>map(url -> {
                    keycloak.withEnv("KC_DB_URL", url);
                    return List.of();
                })
                .orElseGet(() -> ownPostgres(keycloak));
        keycloak.start();
        // Testcontainers can wait for this as well, but asks without a pause and slows the start that it waits for.
        Awaitility.await("the image's own health check")
                .atMost(START)
                .pollInterval(Duration.ofMillis(500))
                .until(keycloak::isHealthy);
        return new Image(keycloak, belongings);
    }

    private static List<AutoCloseable> ownPostgres(GenericContainer<?> keycloak) {
        Network network = Network.newNetwork();
        GenericContainer<?> postgres = new GenericContainer<>("postgres:17")
                .withNetwork(network)
                .withNetworkAliases("postgres")
                .withEnv("POSTGRES_DB", "keycloak")
                .withEnv("POSTGRES_USER", "keycloak")
                .withEnv("POSTGRES_PASSWORD", "keycloak")
                .withExposedPorts(5432)
                .waitingFor(Wait.forListeningPort());
        postgres.start();
        keycloak.withNetwork(network)
                .withEnv("KC_DB_URL", "jdbc:postgresql://postgres/keycloak?user=keycloak&password=keycloak");
        return List.of(postgres, network);
    }

    @Override
    public URI http() {
        return URI.create("http://localhost:" + keycloak.getMappedPort(HTTP));
    }

    @Override
    public URI https() {
        throw new UnsupportedOperationException("The image leaves TLS to a proxy in front of it");
    }

    @Override
    public URI itself() {
        return URI.create("http://localhost:" + HTTP);
    }

    @Override
    public URI management() {
        return URI.create("http://localhost:" + keycloak.getMappedPort(MANAGEMENT));
    }

    @Override
    public String log() {
        return keycloak.getLogs();
    }

    @Override
    public String metrics() {
        return new ManagementPort(keycloak.getMappedPort(MANAGEMENT)).metrics();
    }

    @Override
    public void close() {
        keycloak.stop();
        for (AutoCloseable belonging : belongings) {
            try {
                belonging.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
