package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * The README's first command: Keycloak from the Maven distribution, with our JAR and the demo realm, until Ctrl-C. Every
 * start is a fresh one. The port is {@code -Ddemo.port}.
 */
public final class DemoServer {

    /** That of the redirect URIs in the demo realm. */
    private static final int CALLBACK_PORT = 9999;

    private static final Duration START = Duration.ofMinutes(5);

    private static final String READY =
            """

            ------------------------------------------------------------------------------
             Keycloak is ready, with the JAR in place. Ctrl-C stops it.

             Admin Console   %1$s/admin/master/console/#/demo   admin / admin
             Realm           %1$s/realms/demo                   demo / demo

             Try, in another shell:

               curl -u json-basic:json-basic-secret-012345 \\
                 -H 'Content-Type: application/json' -d '{"grant_type":"client_credentials"}' \\
                 %1$s/realms/demo/protocol/openid-connect/token

             %2$s
             The README goes on from here.
            ------------------------------------------------------------------------------
            """;

    /** What the user can mend; its message is all that is shown. */
    private static final class UserException extends Exception {

        private static final long serialVersionUID = 1;

        UserException(String message) {
            super(message);
        }
    }

    private final int port;

    private DemoServer(int port) {
        this.port = port;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            new DemoServer(port()).run();
        } catch (UserException e) {
            System.err.println("\n" + e.getMessage() + "\n");
            // Not thrown: Maven would print the exception.
            System.exit(1);
        }
    }

    private static int port() throws UserException {
        String port = System.getProperty("demo.port");
        if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
            throw new UserException("-Ddemo.port=" + port + ": use a number from 1 to 65535.");
        }
        return Integer.parseInt(port);
    }

    private void run() throws IOException, InterruptedException, UserException {
        refuseTakenPort();
        KeycloakHome home = KeycloakHome.fresh("demo")
                .withProvider()
                .withFile(BuildOutput.projectRoot().resolve("realm-config/demo-realm.json"), "data/import");
        Process process = new ProcessBuilder(
                        home.launcher(),
                        "start-dev",
                        "--http-port=" + port,
                        "--import-realm",
                        // The paths of other systems, and the header that auth0-spa-js sends.
                        "--spi-realm-restapi-extension--oauth--enabled=true",
                        "--spi-realm-restapi-extension--as--enabled=true",
                        // A realm also needs the client of realm-config/api-key-console.md.
                        "--spi-realm-restapi-extension--api-key-console--enabled=true",
                        "--spi-cors--default--allowed-headers=Auth0-Client",
                        "--bootstrap-admin-username=admin",
                        "--bootstrap-admin-password=admin")
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(new ProcessTree(process)::end));
        awaitRealm(process);
        System.out.println(READY.formatted(address(), startCallbackPage()));
        process.waitFor();
    }

    private String address() {
        return "http://localhost:" + port;
    }

    /** The build has asked before; meanwhile it took a minute or more. */
    private void refuseTakenPort() throws UserException {
        try (ServerSocket probe = new ServerSocket(port)) {
            probe.setReuseAddress(true);
        } catch (IOException e) {
            throw new UserException("Port " + port
                    + " is taken. Stop what uses it, or choose another: mvn -Pstart verify -Ddemo.port=8081");
        }
    }

    private static String startCallbackPage() {
        String callback = "http://localhost:" + CALLBACK_PORT + "/callback";
        try {
            CallbackPage.start(CALLBACK_PORT);
            return "Clients are called back at " + callback + ", which shows their codes.";
        } catch (IOException e) {
            return "Port " + CALLBACK_PORT + " is taken: the browser ends at " + callback
                    + ",\n which shows no code. Copy it from the address bar.";
        }
    }

    private void awaitRealm(Process process) throws UserException {
        URI realm = URI.create(address() + "/realms/demo");
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(realm).timeout(Duration.ofSeconds(5)).build();
        try {
            Awaitility.await()
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions()
                    .failFast("ended", () -> !process.isAlive())
                    .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == 200);
        } catch (TerminalFailureException e) {
            throw new UserException("Keycloak has ended; its messages above say why.");
        } catch (ConditionTimeoutException e) {
            throw new UserException(
                    "Keycloak has not answered at " + realm + " within " + START.toMinutes() + " minutes.");
        }
    }
}
