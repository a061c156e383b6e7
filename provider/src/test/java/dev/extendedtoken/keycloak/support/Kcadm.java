package dev.extendedtoken.keycloak.support;

import dev.extendedtoken.keycloak.server.Keycloak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keycloak's program {@code kcadm.sh}, signed in as the administrator of a server. */
public final class Kcadm {

    private final Path configuration;

    private Kcadm(Path configuration) {
        this.configuration = configuration;
    }

    /** @param folder where it keeps its sign-in */
    public static Kcadm signedIn(Keycloak keycloak, Path folder) {
        Kcadm kcadm = new Kcadm(folder.resolve("kcadm.config"));
        kcadm.run(
                "config",
                "credentials",
                "--server",
                keycloak.http().toString(),
                "--realm",
                "master",
                "--user",
                "admin",
                "--password",
                "admin");
        return kcadm;
    }

    /** Returns what it prints. */
    public String run(String... arguments) {
        Path program = Path.of(System.getProperty("keycloak.distribution"), "bin/kcadm.sh");
        List<String> command = new ArrayList<>(List.of("bash", program.toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--config", configuration.toString()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw new AssertionError(command + " has failed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
