package dev.extendedtoken.keycloak.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Waits for a server that starts as a process of this machine. */
record Readiness(Process process, Path log) {

    private static final Duration START = Duration.ofMinutes(10);

    /** @param managementPort of this machine, where its health can be asked */
    void await(int managementPort) {
        await("127.0.0.1", managementPort);
    }

    /** The same at another address. */
    void await(String host, int managementPort) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + host + ":" + managementPort + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Awaitility.await("Keycloak with its log in " + log)
                .atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .failFast("Keycloak ended, see " + log, () -> !process.isAlive())
                .until(() -> client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }
}
