package dev.extendedtoken.keycloak.clients.shared;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Processes of one program that share a file or a folder; the first one signs in. */
final class ProgramSession implements SharedSession {

    private final String program;
    private final TrialClient client;
    private final int processes;
    private final int callsOfEach;
    private final Store store;
    private final List<ClientProcess> running = new ArrayList<>();

    /** Where the processes keep what they share. */
    interface Store {

        Path create(Path folder) throws IOException;
    }

    private ProgramSession(String program, TrialClient client, int processes, int callsOfEach, Store store) {
        this.program = program;
        this.client = client;
        this.processes = processes;
        this.callsOfEach = callsOfEach;
        this.store = store;
    }

    /** Several processes and one file. */
    static SharedSession withFile(String program, TrialClient client, int processes) {
        return new ProgramSession(program, client, processes, 1, folder -> folder.resolve("tokens.json"));
    }

    /** Several processes and one folder. */
    static SharedSession withFolder(String program, TrialClient client, int processes) {
        return new ProgramSession(program, client, processes, 1, folder -> folder);
    }

    /** One process that does several things at once. */
    static SharedSession parallel(String program, TrialClient client, int calls) {
        return new ProgramSession(program, client, 1, calls, folder -> folder);
    }

    @Override
    public void signIn() throws IOException {
        close();
        Path shared = store.create(Files.createTempDirectory("shared-tokens"));
        for (int i = 0; i < processes; i++) {
            running.add(ClientProcess.start(program, client.environment(shared.toString())));
        }
        running.get(0).ask("sign-in");
    }

    @Override
    public List<Call> call(List<Duration> delays) throws IOException {
        for (int i = 0; i < processes; i++) {
            running.get(i).tell(command(delays.subList(i * callsOfEach, (i + 1) * callsOfEach)));
        }
        List<Call> calls = new ArrayList<>();
        for (ClientProcess process : running) {
            for (JsonNode outcome : process.answer()) {
                calls.add(Call.from(outcome));
            }
        }
        return calls;
    }

    private static String command(List<Duration> delays) {
        return delays.stream().map(delay -> " " + delay.toMillis()).collect(Collectors.joining("", "call", ""));
    }

    @Override
    public void close() {
        running.forEach(ClientProcess::close);
        running.clear();
    }
}
