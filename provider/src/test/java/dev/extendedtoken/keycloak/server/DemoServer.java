package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * The README's first command: Keycloak from the Maven distribution, with our JAR and the demo realm, on port 8080,
 * until Ctrl-C. Every start is a fresh one.
 */
public final class DemoServer {

    private static final int PORT = 8080;
    private static final URI REALM = URI.create("http://localhost:" + PORT + "/realms/demo");

    private static final String READY =
            """

            ------------------------------------------------------------------------------
             Keycloak is ready, with the JAR in place. Ctrl-C stops it.

             Admin Console   http://localhost:8080/admin/master/console/#/demo   admin / admin
             Realm           http://localhost:8080/realms/demo                   demo / demo

             Try, in another shell:

               curl -u json-basic:json-basic-secret-012345 \\
                 -H 'Content-Type: application/json' -d '{"grant_type":"client_credentials"}' \\
                 http://localhost:8080/realms/demo/protocol/openid-connect/token

             The README goes on from here.
            ------------------------------------------------------------------------------
            """;

    private DemoServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        refuseIfPortIsTaken();
        KeycloakHome home = KeycloakHome.fresh("demo")
                .withProvider()
                .withFile(BuildOutput.projectRoot().resolve("realm-config/demo-realm.json"), "data/import");
        Process process = new ProcessBuilder(
                        home.launcher(),
                        "start-dev",
                        "--http-port=" + PORT,
                        "--import-realm",
                        // The paths of other systems, and the header that auth0-spa-js sends.
                        "--spi-realm-restapi-extension--oauth--enabled=true",
                        "--spi-realm-restapi-extension--as--enabled=true",
                        "--spi-cors--default--allowed-headers=Auth0-Client",
                        "--bootstrap-admin-username=admin",
                        "--bootstrap-admin-password=admin")
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(new ProcessTree(process)::end));
        awaitRealm(process);
        System.out.println(READY);
        process.waitFor();
    }

    private static void refuseIfPortIsTaken() {
        try (ServerSocket probe = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
            probe.setReuseAddress(true);
        } catch (IOException e) {
            throw new IllegalStateException("Port " + PORT + " is taken; stop what uses it and start again", e);
        }
    }

    private static void awaitRealm(Process process) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(REALM).timeout(Duration.ofSeconds(5)).build();
        Awaitility.await("the demo realm at " + REALM)
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .failFast("Keycloak ended; its messages are above", () -> !process.isAlive())
                .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == 200);
    }
}
