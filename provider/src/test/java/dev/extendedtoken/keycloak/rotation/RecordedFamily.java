package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.rotation.history.History;
import dev.extendedtoken.keycloak.rotation.history.HistoryChecker;
import dev.extendedtoken.keycloak.rotation.history.HistoryRecorder;
import dev.extendedtoken.keycloak.rotation.history.HistoryRecorder.Response;
import dev.extendedtoken.keycloak.rotation.history.Operation;
import dev.extendedtoken.keycloak.rotation.history.Operation.Kind;
import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import dev.extendedtoken.keycloak.support.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** A family that many senders share, and the history of what they ask of it. A fault leaves the history in a file. */
public final class RecordedFamily {

    private static final Path FAILED = Path.of("target/histories");

    private final String name;
    private final int gracePeriod;
    private final boolean keepsFamily;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final ConcurrentSkipListMap<Integer, String> tokens = new ConcurrentSkipListMap<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();

    private RecordedFamily(String name, int gracePeriod, boolean keepsFamily, Tokens first) {
        this.name = name;
        this.gracePeriod = gracePeriod;
        this.keepsFamily = keepsFamily;
        tokens.put(1, first.refresh());
    }

    /**
     * Signs in.
     *
     * @param name of the file, if there has to be one
     * @param gracePeriod of the client's policy
     * @param keepsFamily whether the client's policy keeps the family at reuse
     */
    public static RecordedFamily begin(String name, RotationClient client, int gracePeriod, boolean keepsFamily) {
        return new RecordedFamily(name, gracePeriod, keepsFamily, client.login());
    }

    /** The newest generation that any sender has got. */
    public int newest() {
        return tokens.lastKey();
    }

    /** One of the latest generations; seldom one that is much older. */
    public int recent(Random random) {
        int back = random.nextInt(random.nextInt(20) == 0 ? 14 : 4);
        return tokens.floorKey(Math.max(1, newest() - back));
    }

    /** @return whether it has issued tokens */
    public boolean refresh(String sender, RotationClient client, int generation) {
        return send(sender, Kind.REFRESH, generation, () -> client.refresh(token(generation)), this::refreshed)
                == Outcome.ISSUED;
    }

    public void introspect(String sender, RotationClient client, int generation) {
        send(
                sender,
                Kind.INTROSPECTION,
                generation,
                () -> client.introspect(token(generation), "refresh_token"),
                this::introspected);
    }

    /** Ends the family by the client. */
    public void revoke(String sender, RotationClient client) {
        send(
                sender,
                Kind.REVOCATION,
                0,
                () -> client.revoke(token(newest())),
                answer -> answer.status() == 200 ? Response.without(Outcome.DONE) : unknown(answer));
    }

    private String token(int generation) {
        return tokens.get(generation);
    }

    private Outcome send(
            String sender, Kind kind, int generation, Supplier<Answer> request, Function<Answer, Response> reading) {
        return recorder.send(sender, kind, generation, () -> {
                    try {
                        return reading.apply(request.get());
                    } catch (UncheckedIOException noResponse) {
                        return Response.without(Outcome.UNKNOWN);
                    }
                })
                .outcome();
    }

    private Response refreshed(Answer answer) {
        if (answer.status() == 200) {
            Tokens issued = Tokens.from(answer);
            int generation = issued.refreshClaims().get("rotation_generation").intValue();
            tokens.putIfAbsent(generation, issued.refresh());
            return new Response(Outcome.ISSUED, generation, hash(issued.refresh()));
        }
        return answer.status() == 400 && "invalid_grant".equals(answer.text("error"))
                ? Response.without(Outcome.REFUSED)
                : unknown(answer);
    }

    private Response introspected(Answer answer) {
        if (answer.status() != 200) {
            return unknown(answer);
        }
        JsonNode active = answer.json().get("active");
        return Response.without(active.booleanValue() ? Outcome.ACTIVE : Outcome.INACTIVE);
    }

    private Response unknown(Answer answer) {
        if (answer.status() < 500) {
            unexpected.add(answer.toString());
        }
        return Response.without(Outcome.UNKNOWN);
    }

    private static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Presents a token whose first use is forgotten: it and the live one are refused, whatever has happened before. */
    public void assertReuseEndsIt(RotationClient client) {
        int live = newest();
        while (newest() < live + FirstUses.MAX + 2) {
            assertThat(refresh("at the end", client, newest())).as(name).isTrue();
        }
        assertThat(refresh("the replay", client, live)).as(name).isFalse();
        assertThat(refresh("at the end", client, newest())).as(name).isFalse();
        introspect("at the end", client, newest());
        assertThat(outcomes()).as(name).containsKeys(Outcome.REFUSED, Outcome.INACTIVE);
    }

    /** How many requests have had which outcome. */
    public Map<Outcome, Integer> outcomes() {
        Map<Outcome, Integer> outcomes = new ConcurrentSkipListMap<>();
        recorder.operations().forEach(operation -> outcomes.merge(operation.outcome(), 1, Integer::sum));
        return outcomes;
    }

    public List<Operation> operations() {
        return recorder.operations();
    }

    /** Fails unless the history is that of one family with one live token. */
    public void assertOneLiveToken() {
        assertThat(unexpected).as(name).isEmpty();
        History history = new History(gracePeriod, keepsFamily, recorder.operations());
        List<String> problems = HistoryChecker.problems(history);
        if (!problems.isEmpty()) {
            Path file = FAILED.resolve(name + ".json");
            try {
                history.write(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new AssertionError(
                    problems + "\nThe history: -Dtest=RecordedHistoriesTest -Dhistory=" + file.toAbsolutePath());
        }
    }
}
