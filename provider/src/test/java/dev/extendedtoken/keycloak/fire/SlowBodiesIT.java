package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Bodies of which one half comes and the other does not. They may hold as many of the server's workers as Keycloak's own form
 * does, and no longer than their connection lasts.
 */
@Tag("fire")
class SlowBodiesIT {

    /** Few, so that few connections use them up. */
    private static final int WORKERS = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final String FORM = "grant_type=client_credentials&client_id=partner&scope=openid";
    private static final String JSON =
            "{\"grant_type\":\"client_credentials\",\"client_id\":\"partner\",\"scope\":\"openid\"}";

    private static Keycloak keycloak;
    private static TestRealm realm;

    /** What comes in halves. */
    enum Body {
        FORM_OF_KEYCLOAK(Http.FORM, FORM, false),
        FORM_IN_CHUNKS(Http.FORM, FORM, true),
        JSON_BODY(Http.JSON, JSON, false),
        JSON_IN_CHUNKS(Http.JSON, JSON, true);

        private final String type;
        private final String text;
        private final boolean chunked;

        Body(String type, String text, boolean chunked) {
            this.type = type;
            this.text = text;
            this.chunked = chunked;
        }

        String half() {
            String half = text.substring(0, text.length() / 2);
            String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + text.length();
            String body = chunked ? Integer.toHexString(half.length()) + "\r\n" + half + "\r\n" : half;
            return "POST " + realm.token().getPath() + " HTTP/1.1\r\nHost: "
                    + keycloak.http().getAuthority() + "\r\nContent-Type: " + type + "\r\n" + framing + "\r\n\r\n"
                    + body;
        }
    }

    @BeforeAll
    static void start() {
        keycloak = Servers.start("slow-bodies", ServerOptions.withJar().and("--http-pool-max-threads=" + WORKERS));
        realm = TestRealm.create(
                keycloak, RealmFile.named("slow-bodies").jsonForAll().client("partner", Map.of("publicClient", true)));
    }

    @AfterAll
    static void end() {
        keycloak.close();
    }

    @Test
    void holdNoMoreWorkersThanKeycloaksForm() {
        Map<Body, Integer> held = new EnumMap<>(Body.class);
        for (Body body : Body.values()) {
            held.put(body, held(body));
        }
        System.out.println("Half bodies until nothing else is answered, of " + WORKERS + " workers: " + held);
        // A half may reach its worker only after the next look: one more or less is the same.
        assertThat(held.get(Body.JSON_BODY)).isGreaterThanOrEqualTo(held.get(Body.FORM_OF_KEYCLOAK) - 1);
        assertThat(held.get(Body.JSON_IN_CHUNKS)).isGreaterThanOrEqualTo(held.get(Body.FORM_IN_CHUNKS) - 1);
    }

    /** How many half bodies it takes until no other request is answered; one more than were tried if it goes on. */
    private static int held(Body body) {
        List<Socket> halves = new ArrayList<>();
        try {
            while (isAnswering() && halves.size() < 2 * WORKERS) {
                halves.add(send(body.half()));
            }
            return isAnswering() ? halves.size() + 1 : halves.size();
        } finally {
            halves.forEach(SlowBodiesIT::hangUp);
            Awaitility.await("the workers of " + body)
                    .atMost(Duration.ofSeconds(30))
                    .until(SlowBodiesIT::isAnswering);
        }
    }

    private static boolean isAnswering() {
        try {
            Http.client(PATIENCE).get(realm.uri("")).expect(200);
            return true;
        } catch (UncheckedIOException noResponse) {
            return false;
        }
    }

    private static Socket send(String half) {
        URI server = keycloak.http();
        try {
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
