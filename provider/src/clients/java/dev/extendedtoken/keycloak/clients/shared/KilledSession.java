package dev.extendedtoken.keycloak.clients.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program that is killed when it has the answer and has not stored it yet; its next process has the old token. */
final class KilledSession implements SharedSession {

    private final TrialClient client;
    private final Duration down;
    private Path store;

    /** @param down how long it is until the client runs again */
    KilledSession(TrialClient client, Duration down) {
        this.client = client;
        this.down = down;
    }

    @Override
    public void signIn() throws IOException {
        store = Files.createTempDirectory("shared-tokens").resolve("tokens.json");
        try (ClientProcess process = start()) {
            process.ask("sign-in");
        }
    }

    @Override
    public List<Call> call(List<Duration> delays) throws Exception {
        try (ClientProcess process = start()) {
            process.ask("refresh-only");
            process.kill();
        }
        try (ClientProcess process = start()) {
            return List.of(Call.from(process.ask("call " + down.toMillis()).get(0)));
        }
    }

    private ClientProcess start() throws IOException {
        return ClientProcess.start("killed.js", client.environment(store.toString()));
    }

    @Override
    public void close() {
        // Nothing runs in between.
    }
}
