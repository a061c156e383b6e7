package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Families of refresh tokens that the previous version has made. */
final class PreviousVersionFamilies {

    /** {@code family-lifetime} of the client that has one, in seconds; shorter than the session. */
    static final int LIFETIME = 1500;

    private static final String ONLINE = "openid";
    private static final String OFFLINE = "openid offline_access";

    private PreviousVersionFamilies() {}

    /** The clients, by the name of their profile; the early ones get theirs when they have tokens. */
    static void clients(RealmFile file) {
        for (String profile : List.of("long", "once", "bounded")) {
            RotationRealm.client(file, profile, profile);
            RotationRealm.client(file, "early-" + profile, "none");
        }
    }

    /** @param current the same realm at the node that has this version */
    static Stream<PreviousVersionData> make(TestRealm previous, TestRealm current) {
        return Stream.of(ONLINE, OFFLINE).flatMap(scope -> families(new Nodes(previous, current), scope));
    }

    private static Stream<PreviousVersionData> families(Nodes nodes, String scope) {
        Both lasting = nodes.both("long");
        Both once = nodes.both("once");
        Both bounded = nodes.both("bounded");
        Tokens earlyLong = nodes.beforeThePolicy("long", scope);
        Tokens earlyOnce = nodes.beforeThePolicy("once", scope);
        Tokens earlyUnused = nodes.beforeThePolicy("long", scope);
        nodes.givePolicy("long");
        nodes.givePolicy("once");
        return Stream.of(
                new Live("goes on, " + scope, lasting, lasting.previous().login(scope), 2),
                new Live(
                        "is at its first token, " + scope,
                        lasting,
                        lasting.previous().login(scope),
                        0),
                new Live("has a lifetime, " + scope, bounded, bounded.previous().login(scope), 1),
                new Live("was adopted, " + scope, nodes.both("early-long"), earlyLong, 2),
                new Live("is still to be adopted, " + scope, nodes.both("early-long"), earlyUnused, 0),
                Reused.at(Step.TAKEOVER, once, once.previous().login(scope), scope),
                Reused.at(Step.PREVIOUS_SEES_IT, once, once.previous().login(scope), scope),
                Reused.at(Step.CURRENT_SEES_IT, once, once.previous().login(scope), scope),
                Reused.at(Step.CURRENT_SEES_IT, nodes.both("early-once"), earlyOnce, "adopted, " + scope),
                Ended.byReuse(once, scope),
                Ended.byReuse(lasting, scope),
                Ended.byRevocation(lasting, scope),
                new Crowd(lasting, scope, Map.of(200, 20L)),
                new Crowd(once, scope, Map.of(200, 1L, 400, 19L)));
    }

    /** One client at both nodes. */
    private record Both(RotationClient previous, RotationClient current) {

        Stream<RotationClient> nodes() {
            return Stream.of(previous, current);
        }

        void assertEnded(RotationClient node, Tokens tokens) {
            assertRefused(node, tokens);
            assertThat(node.isActiveAccessToken(tokens.access())).isFalse();
        }

        void assertRefused(RotationClient node, Tokens tokens) {
            assertThat(node.refresh(tokens.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
            assertThat(node.isActiveRefreshToken(tokens.refresh())).isFalse();
        }
    }

    private record Nodes(TestRealm previous, TestRealm current) {

        Both both(String client) {
            return new Both(new RotationClient(previous, client), new RotationClient(current, client));
        }

        /** A token of a client that no policy matches yet. */
        Tokens beforeThePolicy(String profile, String scope) {
            setProfile(profile, "none");
            Tokens tokens = both("early-" + profile).previous().login(scope);
            assertThat(tokens.refreshClaims().has("rotation_family")).isFalse();
            return tokens;
        }

        void givePolicy(String profile) {
            setProfile(profile, profile);
        }

        private void setProfile(String client, String profile) {
            JsonNode representation = previous.client("early-" + client);
            ((ObjectNode) representation.get("attributes")).put("rotation", profile);
            previous.admin()
                    .put(
                            "/" + previous.name() + "/clients/"
                                    + representation.get("id").textValue(),
                            representation)
                    .expect(204);
        }
    }

    /** A family that goes on, with a retry of the token used last after each change of hands. */
    private static final class Live implements PreviousVersionData {

        private final String name;
        private final Both client;
        private final Tokens first;
        private Tokens used;
        private Tokens live;
        private int generation = 1;

        Live(String name, Both client, Tokens first, int refreshes) {
            this.name = name;
            this.client = client;
            this.first = first;
            this.live = first;
            for (int i = 0; i < refreshes; i++) {
                rotateAt(client.previous());
            }
        }

        @Override
        public String name() {
            return "a family that " + name;
        }

        @Override
        public void afterTheTakeover() {
            assertKnownTo(client.current());
            rotateAt(client.current());
            assertKnownTo(client.current());
        }

        @Override
        public void inOneCluster() {
            client.nodes().forEach(this::assertKnownTo);
            rotateAt(client.previous());
            client.nodes().forEach(this::assertKnownTo);
            rotateAt(client.current());
            client.nodes().forEach(this::assertKnownTo);
        }

        @Override
        public void atTheEnd() {
            assertKnownTo(client.current());
            rotateAt(client.current());
            assertThat(client.current().isActiveAccessToken(live.access())).isTrue();
        }

        private void rotateAt(RotationClient node) {
            used = live;
            live = node.rotate(used.refresh());
            generation++;
            assertThat(live.refreshId()).isEqualTo(first.refreshId() + "." + generation);
            if (client.current().id().equals("bounded")) {
                assertThat(live.refreshClaims().get("exp").longValue())
                        .isLessThanOrEqualTo(first.refreshClaims().get("iat").longValue() + LIFETIME);
            }
        }

        /** The live token is valid on that node, and the last used token can be retried. */
        private void assertKnownTo(RotationClient node) {
            assertThat(node.isActiveRefreshToken(live.refresh())).isTrue();
            if (used != null) {
                assertThat(node.isActiveRefreshToken(used.refresh())).isFalse();
                Tokens again = node.rotate(used.refresh());
                assertThat(again.refreshId()).isEqualTo(live.refreshId());
                assertThat(again.accessId()).isEqualTo(live.accessId());
            }
        }
    }

    /** The node that detects the reuse. */
    private enum Step {
        TAKEOVER,
        PREVIOUS_SEES_IT,
        CURRENT_SEES_IT
    }

    /** A family that ends by reuse at one of the steps: what one version has superseded, the other is shown. */
    private static final class Reused implements PreviousVersionData {

        private final Step end;
        private final Both client;
        private final String kind;
        private Tokens used;
        private Tokens live;
        private boolean ended;

        private Reused(Step end, Both client, Tokens first, String kind) {
            this.end = end;
            this.client = client;
            this.kind = kind;
            this.live = first;
            rotateAt(client.previous());
        }

        static PreviousVersionData at(Step end, Both client, Tokens first, String kind) {
            return new Reused(end, client, first, kind);
        }

        @Override
        public String name() {
            return "a family that ends by reuse, " + end + ", " + kind;
        }

        @Override
        public void afterTheTakeover() {
            if (end == Step.TAKEOVER) {
                assertReuse(client.current(), client.current());
            } else {
                rotateAt(client.current());
            }
        }

        @Override
        public void inOneCluster() {
            if (end == Step.PREVIOUS_SEES_IT) {
                rotateAt(client.current());
                assertReuse(client.previous(), client.current());
            }
            if (end == Step.CURRENT_SEES_IT) {
                rotateAt(client.previous());
                assertReuse(client.current(), client.previous());
            }
            client.nodes().forEach(node -> client.assertEnded(node, live));
        }

        @Override
        public void atTheEnd() {
            assertThat(ended).isTrue();
            client.assertEnded(client.current(), live);
        }

        private void rotateAt(RotationClient node) {
            used = live;
            live = node.rotate(used.refresh());
        }

        private void assertReuse(RotationClient here, RotationClient there) {
            assertThat(here.refresh(used.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
            client.assertEnded(there, live);
            client.assertEnded(here, live);
            ended = true;
        }
    }

    /** A family that the previous version has ended. */
    private record Ended(String how, Both client, Tokens used, Tokens last) implements PreviousVersionData {

        static PreviousVersionData byReuse(Both client, String scope) {
            RotationClient previous = client.previous();
            Tokens first = previous.login(scope);
            Tokens second = previous.rotate(first.refresh());
            Tokens last = previous.rotate(second.refresh());
            previous.refresh(first.refresh()).expect(400);
            return new Ended("reuse at " + previous.id() + ", " + scope, client, second, last);
        }

        static PreviousVersionData byRevocation(Both client, String scope) {
            RotationClient previous = client.previous();
            Tokens first = previous.login(scope);
            Tokens last = previous.rotate(first.refresh());
            previous.revoke(last.refresh()).expect(200);
            return new Ended("revocation, " + scope, client, first, last);
        }

        @Override
        public String name() {
            return "a family that had ended by " + how;
        }

        @Override
        public void afterTheTakeover() {
            assertEndedAt(client.current());
        }

        @Override
        public void inOneCluster() {
            client.nodes().forEach(this::assertEndedAt);
        }

        @Override
        public void atTheEnd() {
            assertEndedAt(client.current());
        }

        private void assertEndedAt(RotationClient node) {
            client.assertEnded(node, last);
            client.assertRefused(node, used);
            assertThat(node.userinfo(last.access()).status()).isEqualTo(401);
        }
    }

    /** If one token is presented to both versions at once, they agree on the first request. */
    private static final class Crowd implements PreviousVersionData {

        private final Both client;
        private final String scope;
        private final Map<Integer, Long> expected;
        private Tokens live;

        Crowd(Both client, String scope, Map<Integer, Long> expected) {
            this.client = client;
            this.scope = scope;
            this.expected = expected;
            this.live = client.previous().login(scope);
        }

        @Override
        public String name() {
            return "a family with twenty requests at once, " + client.current().id() + ", " + scope;
        }

        @Override
        public void afterTheTakeover() {
            live = client.current().rotate(live.refresh());
        }

        @Override
        public void inOneCluster() {
            List<RotationClient> crowd =
                    IntStream.range(0, 10).boxed().flatMap(i -> client.nodes()).toList();
            List<Answer> answers = RotationClient.storm(live.refresh(), crowd);
            assertThat(answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting())))
                    .isEqualTo(expected);
            List<Tokens> successors = answers.stream()
                    .filter(answer -> answer.status() == 200)
                    .map(Tokens::from)
                    .toList();
            assertThat(successors.stream().map(Tokens::refreshId).distinct()).hasSize(1);
            assertThat(successors.stream().map(Tokens::accessId).distinct()).hasSize(1);
            live = successors.get(0);
        }

        /** Without a grace period, the other concurrent requests were reuse. */
        @Override
        public void atTheEnd() {
            int status = client.current().refresh(live.refresh()).status();
            assertThat(status).isEqualTo(expected.containsKey(400) ? 400 : 200);
        }
    }
}
