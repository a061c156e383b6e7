package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.RotationClient;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.rotation.RotationRealm;
import dev.extendedtoken.keycloak.server.ClusterNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Traffic of all kinds at a steady rate that leaves the machine half of its time, each client with tokens of its own: no
 * response is one that nobody expects, and neither the heap nor the threads grow. Half an hour: {@code -Dfire=long}.
 */
@FireTest
class MixedLoadIT {

    private static final int CLIENTS = 6;
    private static final Duration PAUSE = Duration.ofMillis(Integer.getInteger("fire.pause", 150));
    private static final Duration WARM_UP = Form.time(Duration.ofSeconds(8), Duration.ofMinutes(4));
    private static final Duration LOAD = Form.time(Duration.ofSeconds(12), Duration.ofMinutes(26));

    /** The collector of small heaps, and caches that fill up. */
    private static final long HEAP_TOLERANCE = 24L << 20;

    private static final int THREAD_TOLERANCE = 12;

    private static ClusterNode node;
    private static RotationRealm realm;
    private static Key key;

    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeAll
    static void start(FireCluster cluster) {
        node = cluster.nodes().node(1);
        RealmFile file = RotationRealm.file("mixed-load").with("eventsEnabled", false);
        file.apiKeysForMarkedClients();
        file.jsonForMarkedClients();
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.client(file, "long", "long", Map.of("json", "true"));
        RotationRealm.client(file, "another", "long");
        RotationRealm.client(file, "keyed", "none", Map.of("needs-key", "true", "json", "true"));
        for (int i = 0; i < CLIENTS; i++) {
            RotationRealm.user(file, "user-" + i);
        }
        realm = RotationRealm.create(node, file);
        key = ApiKeys.forRealm(realm.realm()).issue("keyed");
    }

    @AfterAll
    static void end() {
        realm.close();
    }

    @Test
    void nothingUnexpectedAndNothingGrows() throws InterruptedException {
        ScheduledExecutorService pool = Executors.newScheduledThreadPool(CLIENTS);
        try {
            for (int i = 0; i < CLIENTS; i++) {
                Client client = new Client("user-" + i);
                long pause = PAUSE.toMillis();
                pool.scheduleAtFixedRate(client, i * pause / CLIENTS, pause, TimeUnit.MILLISECONDS);
            }
            Storm.pass(WARM_UP);
            JvmState before = JvmState.of(node);
            Storm.pass(LOAD);
            JvmState after = JvmState.of(node);
            System.out.println("Mixed load: " + requests + " requests, " + before + " before, " + after + " after");
            assertThat(unexpected).isEmpty();
            assertThat(requests.get()).isGreaterThan(CLIENTS * 20);
            assertThat(after.heap()).isLessThan(before.heap() + HEAP_TOLERANCE);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + THREAD_TOLERANCE);
        } finally {
            pool.shutdownNow();
            assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** One request each time. */
    private final class Client implements Runnable {

        private final String user;
        private final RotationClient app = realm.client("long");
        private final RotationClient keyed = realm.client("keyed");
        private Tokens previous;
        private Tokens live;
        private int step;

        Client(String user) {
            this.user = user;
        }

        @Override
        public void run() {
            try {
                requests.incrementAndGet();
                next();
            } catch (RuntimeException | AssertionError e) {
                unexpected.add(user + ", step " + step + ": " + e);
                step = 0;
            }
        }

        private void next() {
            switch (step++) {
                case 0 -> {
                    live = app.login(user, "openid profile");
                    previous = live;
                }
                case 1, 5, 9, 13 -> rotate();
                case 2, 10 ->
                    assertThat(app.rotate(previous.refresh()).refresh()).isEqualTo(live.refresh());
                case 3 -> assertThat(app.isActiveRefreshToken(live.refresh())).isTrue();
                case 4 -> app.userinfo(live.access()).expect(200);
                case 6 ->
                    json(keyed, Map.of("grant_type", "client_credentials"), key.header())
                            .expect(200);
                case 7 ->
                    json(keyed, Map.of("grant_type", "client_credentials")).expect(401);
                case 8 -> json(app, Map.of("grant_type", 1)).expect(400);
                case 11 -> realm.client("another").refresh(live.refresh()).expect(400);
                case 12 -> live = rotatedByJson();
                case 14 -> assertThat(app.isActiveAccessToken(live.access())).isTrue();
                case 15 -> app.refresh("nonsense").expect(400);
                case 16 ->
                    Http.client()
                            .get(realm.realm().uri("/.well-known/openid-configuration"))
                            .expect(200);
                default -> {
                    app.logout(live.refresh()).expect(204);
                    step = 0;
                }
            }
        }

        private void rotate() {
            previous = live;
            live = app.rotate(live.refresh());
        }

        private Tokens rotatedByJson() {
            previous = live;
            return Tokens.from(json(app, Map.of("grant_type", "refresh_token", "refresh_token", live.refresh()))
                    .expect(200));
        }

        private static Answer json(RotationClient client, Map<String, ?> parameters, String... headers) {
            String[] all = new String[headers.length + 2];
            all[0] = "Authorization";
            all[1] = Http.basic(client.id(), RotationRealm.secret(client.id()));
            System.arraycopy(headers, 0, all, 2, headers.length);
            return client.http().json(client.realm().token(), parameters, all);
        }
    }
}
