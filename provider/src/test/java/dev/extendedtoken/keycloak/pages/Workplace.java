package dev.extendedtoken.keycloak.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a reader's machine has: a home, and {@code curl} and {@code kcadm.sh} on the path. Both record how each call
 * ended, which a shell forgets in the middle of a list or a pipe.
 *
 * @param folder of its own
 * @param distribution an unpacked Keycloak
 */
record Workplace(Path folder, Path distribution) {

    private static final String CURL =
            """
            #!/usr/bin/env bash
            headers=$(mktemp)
            PATH=${PATH#*:} command curl -sS -D "$headers" "$@"
            code=$?
            if [ $code = 0 ]; then code=$(awk '/^HTTP/ {status = $2} END {print status}' "$headers"); fi
            echo "$code" >> "$STATUSES"
            rm "$headers"
            [ ${#code} = 3 ] || exit "$code"
            """;

    private static final String KCADM =
            """
            #!/usr/bin/env bash
            bash "$KEYCLOAK/bin/kcadm.sh" "$@"
            code=$?
            [ $code = 0 ] || echo "kcadm.sh $1 $2: exit code $code" >> "$FAILURES"
            exit $code
            """;

    Workplace prepared() throws IOException {
        Files.createDirectories(programs());
        program("curl", CURL);
        program("kcadm.sh", KCADM);
        return this;
    }

    private void program(String name, String text) throws IOException {
        Path file = programs().resolve(name);
        Files.writeString(file, text);
        file.toFile().setExecutable(true);
    }

    private Path programs() {
        return folder.resolve("bin");
    }

    Map<String, String> environment() {
        return Map.of(
                "HOME",
                folder.toString(),
                "PATH",
                programs() + ":" + System.getenv("PATH"),
                "KEYCLOAK",
                distribution.toString(),
                "STATUSES",
                folder.resolve("statuses").toString(),
                "FAILURES",
                folder.resolve("failures").toString(),
                // For a program that runs for a second.
                "KC_OPTS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xverify:none -XX:-PrintWarnings");
    }

    /** The HTTP statuses of the calls of {@code curl} since this was last asked, or its exit codes. */
    List<Integer> statuses() throws IOException {
        return take("statuses").stream().map(Integer::valueOf).toList();
    }

    /** The calls of {@code kcadm.sh} that failed since this was last asked. */
    List<String> failures() throws IOException {
        return take("failures");
    }

    private List<String> take(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file);
        Files.delete(file);
        return lines;
    }

    /** Where the functions and variables of a shell are kept for others. */
    Path savedShell() {
        return folder.resolve("shell");
    }
}
