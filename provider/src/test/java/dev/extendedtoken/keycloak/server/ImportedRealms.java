package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Realm files that a server of its own imports at its start, and exports again when it has ended. */
public final class ImportedRealms {

    private final KeycloakHome home;

    private ImportedRealms(KeycloakHome home) {
        this.home = home;
    }

    /** Has a server import the files by {@code --import-realm}, and ends it. */
    public static ImportedRealms of(List<Path> files) {
        KeycloakHome home = KeycloakHome.fresh("imported").withProvider();
        files.forEach(file -> home.withFile(file, "data/import"));
        ImportedRealms realms = new ImportedRealms(home);
        realms.importAll();
        return realms;
    }

    private void importAll() {
        int management = FreePort.next();
        Process server = run(List.of(
                "start-dev",
                "--import-realm",
                "--db=dev-file",
                "--http-host=127.0.0.1",
                "--http-port=" + FreePort.next(),
                "--http-management-port=" + management,
                "--health-enabled=true"));
        try {
            new Readiness(server, home.log()).await(management);
        } finally {
            new ProcessTree(server).end();
        }
    }

    /** Writes all realms, with users and secrets, into {@code <realm>-realm.json} of a folder. */
    public void export(Path folder) {
        Process export = run(List.of("export", "--db=dev-file", "--dir=" + folder, "--users=realm_file"));
        if (export.onExit().join().exitValue() != 0) {
            throw new AssertionError("kc.sh export has failed:\n" + log());
        }
    }

    /** What the server and the export have printed. */
    public String log() {
        try {
            return Files.readString(home.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(home.launcher()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()));
        JavaOptions.set(builder);
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(new ProcessTree(process)::end));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
