package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One Keycloak of a {@link Cluster}; it may die and come back. */
public final class ClusterNode implements Keycloak {

    private final KeycloakHome home;
    private final DatabaseServer database;
    private final int number;
    private final List<String> options;
    private final NodePlace place;
    private final URI commonName;
    private final int httpPort = FreePort.next();
    private final int managementPort = FreePort.next();
    private Process process;

    /** @param number from 1 */
    ClusterNode(
            KeycloakHome home,
            DatabaseServer database,
            int number,
            URI commonName,
            List<String> options,
            NodePlace place) {
        this.options = options;
        this.place = place;
        this.home = home;
        this.database = database;
        this.number = number;
        this.commonName = commonName;
    }

    /** Starts it, again if it was before, and waits until it answers. */
    public void start() {
        ProcessBuilder start = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()));
        start.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        start.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
        JavaOptions.set(start);
        start.environment().put("JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx512m");
        try {
            process = start.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        new Readiness(process, home.log()).await(place.host(), managementPort);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(place.command());
        command.addAll(List.of(
                home.launcher(),
                "start",
                "--optimized",
                "--db-url=" + database.jdbcUrl(number),
                "--db-username=" + database.user(),
                "--db-password=" + database.password(),
                "--hostname=" + commonName,
                "--http-enabled=true",
                "--http-host=" + place.host(),
                "--http-port=" + httpPort,
                "--http-management-port=" + managementPort,
                "-Djgroups.bind.address=" + place.clusterAddress(),
                "-Djgroups.bind.port=" + FreePort.next()));
        command.addAll(options);
        KeycloakMode.options().forEach(command::add);
        return command;
    }

    /** As {@code kill -9}. */
    public void kill() {
        new ProcessTree(process).kill();
    }

    /** As {@code kill -STOP}: the others take a while to notice. It can be killed then. */
    public void freeze() {
        new ProcessTree(process).freeze();
    }

    /** As {@code kill -CONT}, after {@link #freeze}. */
    public void resume() {
        new ProcessTree(process).resume();
    }

    /** The process of its Java. */
    public ProcessHandle java() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(one -> one.info()
                        .command()
                        .filter(command -> command.endsWith("java"))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String metrics() {
        return new ManagementPort(place.host(), managementPort).metrics();
    }

    @Override
    public URI http() {
        return URI.create("http://" + place.host() + ":" + httpPort);
    }

    @Override
    public URI https() {
        throw new UnsupportedOperationException("The nodes of a cluster have no TLS");
    }

    @Override
    public URI itself() {
        return http();
    }

    @Override
    public URI management() {
        return URI.create("http://" + place.host() + ":" + managementPort);
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
    public void close() {
        if (process != null) {
            new ProcessTree(process).end();
        }
    }
}
