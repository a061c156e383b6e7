package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Keycloak from Maven Central as a process of this machine: own copy, own ports, own {@link ServerDatabase}. */
final class Distribution implements Keycloak {

    private final KeycloakHome home;
    private final Process process;
    private final ServerDatabase database;
    private final int httpPort;
    private final int httpsPort;
    private final int managementPort;

    private Distribution(
            KeycloakHome home,
            Process process,
            ServerDatabase database,
            int httpPort,
            int httpsPort,
            int managementPort) {
        this.home = home;
        this.process = process;
        this.database = database;
        this.httpPort = httpPort;
        this.httpsPort = httpsPort;
        this.managementPort = managementPort;
    }

    /** Starts a server and waits until it answers. */
    static Distribution start(String name, ServerOptions options) {
        int http = FreePort.next();
        int https = FreePort.next();
        int management = FreePort.next();
        try {
            KeycloakHome home = KeycloakMode.changed(KeycloakHome.fresh(name));
            if (options.withProvider()) {
                home.withProvider();
            }
            ServerDatabase.driver().ifPresent(driver -> home.withFile(driver, "providers"));
            ServerDatabase database = ServerDatabase.start();
            List<String> command = command(home, options, database, http, https, management);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(home.log().toFile());
            JavaOptions.set(builder);
            Process process = builder.start();
            Distribution server = new Distribution(home, process, database, http, https, management);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            new Readiness(process, home.log()).await(management);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Keycloak '" + name + "'", e);
        }
    }

    private static List<String> command(
            KeycloakHome home, ServerOptions options, ServerDatabase database, int http, int https, int management) {
        TestCertificates certificates = TestCertificates.get();
        List<String> command = new ArrayList<>(List.of(
                home.launcher(),
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + http,
                "--https-port=" + https,
                "--http-management-port=" + management,
                "--http-management-scheme=http",
                "--health-enabled=true",
                "--metrics-enabled=true",
                "--bootstrap-admin-username=admin",
                "--bootstrap-admin-password=admin",
                "--https-key-store-file=" + certificates.serverKeyStore(),
                "--https-key-store-password=" + TestCertificates.PASSWORD,
                "--https-trust-store-file=" + certificates.clientsTrustStore(),
                "--https-trust-store-password=" + TestCertificates.PASSWORD,
                "--https-client-auth=request"));
        command.addAll(database.arguments());
        command.addAll(options.arguments());
        KeycloakMode.buildOptions().forEach(command::add);
        KeycloakMode.options().forEach(command::add);
        return command;
    }

    @Override
    public URI http() {
        return URI.create("http://localhost:" + httpPort);
    }

    @Override
    public URI https() {
        return URI.create("https://localhost:" + httpsPort);
    }

    @Override
    public URI itself() {
        return http();
    }

    @Override
    public URI management() {
        return URI.create("http://localhost:" + managementPort);
    }

    @Override
    public String log() {
        try {
            return Files.readString(home.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String metrics() {
        return new ManagementPort(managementPort).metrics();
    }

    @Override
    public void close() {
        new ProcessTree(process).end();
        database.close();
    }
}
