package dev.extendedtoken.keycloak.clients.shared;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Real clients, several processes or tabs of each with one refresh token: {@code mvn -Pbenchmark verify
 * -Dbenchmark=shared-tokens -Drounds=50}. {@code -Dsharing=mcp-sdk,auth-core} names the clients, else all take their turn;
 * {@code -Dlanes} is the number of users that share the rounds of a client; {@code -Dat-once} the number of clients that take
 * their turn together.
 */
public final class SharedTokensBenchmark {

    private static final int ROUNDS = Integer.getInteger("rounds", 50);
    /** Of Keycloak's own setting: fewer, because nearly every one ends with a login of all processes. */
    private static final int PEER_ROUNDS = Integer.getInteger("peer-rounds", Math.max(1, ROUNDS / 5));

    private static final int LANES = Integer.getInteger("lanes", 4);
    private static final int AT_ONCE = Integer.getInteger("at-once", 1);
    /** Longer than the default grace period, so that the round before forgives nothing. */
    private static final Duration RENEWAL = Duration.ofSeconds(Integer.getInteger("renewal", 12));

    private SharedTokensBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        List<SharingClient> clients = chosen();
        List<Setting> settings = List.of(Setting.values());
        TrialTable table = new TrialTable(settings);
        try (Keycloak server = Servers.start("shared-tokens", ServerOptions.withJar());
                Trial trial = new Trial(server, settings, RENEWAL)) {
            for (int first = 0; first < clients.size(); first += AT_ONCE) {
                run(trial, clients.subList(first, Math.min(first + AT_ONCE, clients.size())), table);
            }
        }
        System.out.println(table);
    }

    private static void run(Trial trial, List<SharingClient> clients, TrialTable table) throws InterruptedException {
        Map<SharingClient, Map<Setting, Future<Tally>>> pending = new EnumMap<>(SharingClient.class);
        for (SharingClient client : clients) {
            Map<Setting, Future<Tally>> row = new EnumMap<>(Setting.class);
            for (Setting setting : Setting.values()) {
                int rounds = setting == Setting.REALM_SWITCH ? PEER_ROUNDS : ROUNDS;
                row.put(setting, trial.begin(client, setting, rounds, Math.min(LANES, rounds)));
            }
            pending.put(client, row);
        }
        for (SharingClient client : clients) {
            try {
                table.add(client, outcome(trial, client, pending.get(client)));
            } catch (ExecutionException e) {
                e.printStackTrace();
            }
        }
    }

    private static Map<Setting, Tally> outcome(Trial trial, SharingClient client, Map<Setting, Future<Tally>> pending)
            throws InterruptedException, ExecutionException {
        Map<Setting, Tally> row = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            Tally tally = pending.get(setting).get();
            row.put(setting, tally);
            System.out.printf(
                    "%s, %s: %s, %d refreshes, refused %s%n",
                    client.id(),
                    setting.title(),
                    tally,
                    trial.refreshes(client, setting),
                    trial.errors(client, setting));
        }
        return row;
    }

    private static List<SharingClient> chosen() {
        String names = System.getProperty("sharing", "");
        if (names.isEmpty()) {
            return List.of(SharingClient.values());
        }
        return Arrays.stream(names.split(","))
                .map(name -> SharingClient.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
    }
}
