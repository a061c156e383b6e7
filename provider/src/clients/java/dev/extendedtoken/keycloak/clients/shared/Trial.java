package dev.extendedtoken.keycloak.clients.shared;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A realm for each setting, with all clients, on one server. */
final class Trial implements AutoCloseable {

    private static final String SECRET = "a-secret-of-this-trial-only";

    private final McpServer mcpServer;
    private final Duration renewal;
    private final Map<Setting, TestRealm> realms = new EnumMap<>(Setting.class);
    private final ExecutorService users = Executors.newCachedThreadPool();

    /** @param renewal how long after it was issued an access token is renewed */
    Trial(Keycloak keycloak, List<Setting> settings, Duration renewal) throws IOException {
        this.renewal = renewal;
        this.mcpServer = McpServer.start(keycloak);
        settings.forEach(setting -> realms.put(setting, TestRealm.create(keycloak, realm(setting))));
    }

    private RealmFile realm(Setting setting) {
        RealmFile realm = RealmFile.named(setting.realm())
                .allEvents()
                .user(
                        TrialClient.USER,
                        TrialClient.PASSWORD,
                        Map.of("realmRoles", List.of("default-roles-" + setting.realm())));
        setting.addTo(realm);
        for (SharingClient client : SharingClient.values()) {
            realm.client(client.id(), representation(client));
            setting.addTo(realm, client);
        }
        return realm;
    }

    private Map<String, ?> representation(SharingClient client) {
        Map<String, Object> members = new TreeMap<>(Map.of(
                "redirectUris", List.of("*"),
                "webOrigins", List.of("*"),
                "publicClient", !client.confidential(),
                "attributes",
                        Map.of(
                                "rotation", client.id(),
                                "access.token.lifespan",
                                        client.lifespan(renewal).toSeconds())));
        if (client.confidential()) {
            members.put("secret", SECRET);
        }
        return members;
    }

    /** Begins the rounds of one client, divided between users that do not know of each other. */
    Future<Tally> begin(SharingClient client, Setting setting, int rounds, int lanes) {
        TestRealm realm = realms.get(setting);
        TrialClient ofRealm = new TrialClient(
                realm, client.id(), client.confidential() ? SECRET : null, mcpServer.address(realm.name()));
        List<Callable<Tally>> all = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            int share = rounds / lanes + (lane < rounds % lanes ? 1 : 0);
            all.add(new Rounds(client, ofRealm, share, lane, renewal));
        }
        return users.submit(() -> sum(all));
    }

    private Tally sum(List<Callable<Tally>> lanes) throws InterruptedException, ExecutionException {
        Tally sum = Tally.NOTHING;
        for (Future<Tally> lane : users.invokeAll(lanes)) {
            sum = sum.and(lane.get());
        }
        return sum;
    }

    /** How often the server has refreshed for a client. */
    int refreshes(SharingClient client, Setting setting) {
        return events(client, setting, "REFRESH_TOKEN").size();
    }

    /** The reasons of the refreshes that the server has refused, each with its number. */
    Map<String, Long> errors(SharingClient client, Setting setting) {
        return StreamSupport.stream(
                        events(client, setting, "REFRESH_TOKEN_ERROR").spliterator(), false)
                .map(event ->
                        event.at("/details/reason").asText(event.path("error").asText()))
                .collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors.counting()));
    }

    private JsonNode events(SharingClient client, Setting setting, String type) {
        TestRealm realm = realms.get(setting);
        return realm.admin()
                .get("/" + realm.name() + "/events?max=100000&client=" + client.id() + "&type=" + type)
                .expect(200)
                .json();
    }

    @Override
    public void close() {
        users.shutdownNow();
        mcpServer.close();
        realms.values().forEach(TestRealm::close);
    }
}
