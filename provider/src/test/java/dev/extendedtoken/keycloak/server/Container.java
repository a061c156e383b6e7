package dev.extendedtoken.keycloak.server;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import java.io.File;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.utility.MountableFile;

/** Keycloak's own image in a Docker engine, through Testcontainers. */
final class Container implements Keycloak {

    /** The machine of the tests, as it is called inside; Docker Desktop knows the name, other engines are told. */
    static final String TEST_MACHINE = "host.docker.internal";

    private static final int HTTPS = 8443;
    private static final String CONF = "/opt/keycloak/conf/";

    private final KeycloakContainer container;

    private Container(KeycloakContainer container) {
        this.container = container;
    }

    static Container start(ServerOptions options) {
        List<File> providers =
                options.withProvider() ? List.of(BuildOutput.providerJar().toFile()) : List.of();
        KeycloakContainer container = new KeycloakContainer(
                        "quay.io/keycloak/keycloak:" + BuildOutput.keycloakVersion())
                // A version's image never changes; the default would fetch it again each day, also where that fails.
                .withImagePullPolicy(PullPolicy.defaultPolicy())
                .withProviderLibsFrom(providers)
                .withAdminUsername("admin")
                .withAdminPassword("admin")
                .withEnabledMetrics()
                .withExtraHost(TEST_MACHINE, "host-gateway");
        arguments(options).forEach(container::withCustomCommand);
        TestCertificates certificates = TestCertificates.get();
        container.withCopyFileToContainer(
                MountableFile.forHostPath(certificates.serverKeyStore(), 0644), CONF + "server.p12");
        container.withCopyFileToContainer(
                MountableFile.forHostPath(certificates.clientsTrustStore(), 0644), CONF + "clients-trust.p12");
        container.addExposedPort(HTTPS);
        container.start();
        return new Container(container);
    }

    private static List<String> arguments(ServerOptions options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--db=dev-mem",
                "--http-management-scheme=http",
                "--https-key-store-file=" + CONF + "server.p12",
                "--https-key-store-password=" + TestCertificates.PASSWORD,
                "--https-trust-store-file=" + CONF + "clients-trust.p12",
                "--https-trust-store-password=" + TestCertificates.PASSWORD,
                "--https-client-auth=request"));
        arguments.addAll(options.arguments());
        return arguments;
    }

    @Override
    public URI http() {
        return URI.create("http://localhost:" + container.getHttpPort());
    }

    @Override
    public URI https() {
        return URI.create("https://localhost:" + container.getMappedPort(HTTPS));
    }

    @Override
    public URI itself() {
        return URI.create("http://localhost:8080");
    }

    @Override
    public URI management() {
        return URI.create("http://localhost:" + container.getHttpMgmtPort());
    }

    @Override
    public String log() {
        return container.getLogs();
    }

    @Override
    public String metrics() {
        return new ManagementPort(container.getHttpMgmtPort()).metrics();
    }

    @Override
    public void close() {
        container.stop();
    }
}
