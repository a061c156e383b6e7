package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** API keys that the previous version has made; each of these has a client of its own. */
final class PreviousVersionKeys {

    private static final List<String> CLIENTS = List.of("live", "overlapping", "overlapped", "rotated", "revoked");

    private PreviousVersionKeys() {}

    static void clients(RealmFile file) {
        for (String client : CLIENTS) {
            RotationRealm.client(file, client, "none", Map.of("needs-key", "true"));
        }
    }

    /** @param current the same realm at the node that has this version */
    static Stream<PreviousVersionData> make(TestRealm previous, TestRealm current) {
        return Stream.of(
                new Live(new Partner("live", previous, current)),
                new Overlapping(new Partner("overlapping", previous, current)),
                Dead.overlapped(new Partner("overlapped", previous, current)),
                Dead.rotated(new Partner("rotated", previous, current)),
                Dead.revoked(new Partner("revoked", previous, current)));
    }

    /** A client that needs a key, at both nodes. */
    private record Partner(String id, TestRealm previous, TestRealm current) {

        Stream<TestRealm> nodes() {
            return Stream.of(previous, current);
        }

        ApiKeys keys(TestRealm node) {
            return ApiKeys.forRealm(node);
        }

        Key rotate(TestRealm node, Key key, int overlap) {
            return Key.in(
                    keys(node).rotate(id, key.id(), Map.of("overlap", overlap)).expect(201));
        }

        JsonNode representation(TestRealm node) {
            return node.client(id);
        }

        /** A save of what the client was at some time before, by its name: an import makes it anew. */
        void save(TestRealm node, JsonNode stale) {
            node.admin().put(path(node), stale).expect(204);
        }

        void overwrite(TestRealm node, JsonNode stale) {
            node.admin()
                    .post(
                            "/" + node.name() + "/partialImport",
                            Map.of("ifResourceExists", "OVERWRITE", "clients", List.of(stale)))
                    .expect(200);
        }

        private String path(TestRealm node) {
            return "/" + node.name() + "/clients/"
                    + representation(node).get("id").textValue();
        }

        /** Introspection needs only client authentication. */
        int status(TestRealm node, Key key) {
            return Http.client()
                    .form(
                            node.uri("/protocol/openid-connect/token/introspect"),
                            Map.of("token", "none"),
                            "Authorization",
                            Http.basic(id, RotationRealm.secret(id)),
                            ApiKeys.HEADER,
                            key.secret())
                    .status();
        }

        void assertGood(TestRealm node, Key key) {
            assertThat(status(node, key)).isEqualTo(200);
        }

        /** The other node applies a revocation once the invalidation message arrives. */
        void assertDead(TestRealm node, Key key) {
            Awaitility.await().until(() -> status(node, key) == 401);
        }
    }

    /** Good everywhere; rotated and revoked later by either version. */
    private static final class Live implements PreviousVersionData {

        private final Partner partner;
        private final Key kept;
        private final Key endedByPrevious;
        private final Key endedByCurrent;
        private final Key rotatedByPrevious;
        private final Key rotatedByCurrent;
        private final JsonNode stale;
        private Key successorOfPrevious;
        private Key successorOfCurrent;

        Live(Partner partner) {
            this.partner = partner;
            ApiKeys keys = partner.keys(partner.previous());
            kept = keys.issue(partner.id());
            endedByPrevious = keys.issue(partner.id());
            endedByCurrent = keys.issue(partner.id());
            rotatedByPrevious = keys.issue(partner.id());
            rotatedByCurrent = keys.issue(partner.id());
            stale = partner.representation(partner.previous());
            all().forEach(key -> partner.assertGood(partner.previous(), key));
        }

        private Stream<Key> all() {
            return Stream.of(kept, endedByPrevious, endedByCurrent, rotatedByPrevious, rotatedByCurrent);
        }

        @Override
        public String name() {
            return "keys that are good";
        }

        @Override
        public void afterTheTakeover() {
            all().forEach(key -> {
                partner.assertGood(partner.current(), key);
                assertThat(partner.keys(partner.current())
                                .find(key.id())
                                .expect(200)
                                .text("status"))
                        .isEqualTo("active");
            });
        }

        @Override
        public void inOneCluster() {
            partner.nodes().forEach(node -> all().forEach(key -> partner.assertGood(node, key)));
            partner.keys(partner.previous())
                    .revoke(partner.id(), endedByPrevious.id())
                    .expect(204);
            partner.keys(partner.current())
                    .revoke(partner.id(), endedByCurrent.id())
                    .expect(204);
            successorOfPrevious = partner.rotate(partner.previous(), rotatedByPrevious, 3600);
            successorOfCurrent = partner.rotate(partner.current(), rotatedByCurrent, 3600);
            partner.nodes().forEach(node -> {
                partner.assertDead(node, endedByPrevious);
                partner.assertDead(node, endedByCurrent);
                partner.assertGood(node, rotatedByPrevious);
                partner.assertGood(node, rotatedByCurrent);
                Awaitility.await().until(() -> partner.status(node, successorOfPrevious) == 200);
                Awaitility.await().until(() -> partner.status(node, successorOfCurrent) == 200);
                partner.assertGood(node, kept);
            });
        }

        @Override
        public void atTheEnd() {
            assertState();
            partner.save(partner.current(), stale);
            assertState();
        }

        private void assertState() {
            partner.assertDead(partner.current(), endedByPrevious);
            partner.assertDead(partner.current(), endedByCurrent);
            Stream.of(kept, rotatedByPrevious, rotatedByCurrent, successorOfPrevious, successorOfCurrent)
                    .forEach(key -> partner.assertGood(partner.current(), key));
        }
    }

    /** Rotated by the previous version, with an overlap that is not over. */
    private static final class Overlapping implements PreviousVersionData {

        private final Partner partner;
        private final Key old;
        private final Key next;

        Overlapping(Partner partner) {
            this.partner = partner;
            old = partner.keys(partner.previous()).issue(partner.id());
            next = partner.rotate(partner.previous(), old, 3600);
        }

        @Override
        public String name() {
            return "a key that is being replaced, and the one that replaces it";
        }

        @Override
        public void afterTheTakeover() {
            assertGoodAt(partner.current());
            partner.keys(partner.current())
                    .rotate(partner.id(), old.id(), Map.of())
                    .expect(409);
        }

        @Override
        public void inOneCluster() {
            partner.nodes().forEach(this::assertGoodAt);
            partner.keys(partner.current()).revoke(partner.id(), old.id()).expect(204);
            partner.nodes().forEach(node -> {
                partner.assertDead(node, old);
                partner.assertGood(node, next);
            });
        }

        @Override
        public void atTheEnd() {
            partner.assertDead(partner.current(), old);
            partner.assertGood(partner.current(), next);
        }

        private void assertGoodAt(TestRealm node) {
            partner.assertGood(node, old);
            partner.assertGood(node, next);
        }
    }

    /**
     * A key that the previous version has ended, and its client as it was before, which is saved and imported again; a
     * key beside it stays good.
     */
    private record Dead(String how, Partner partner, Key dead, Key good, JsonNode stale)
            implements PreviousVersionData {

        static PreviousVersionData revoked(Partner partner) {
            ApiKeys keys = partner.keys(partner.previous());
            Key dead = keys.issue(partner.id());
            Key good = keys.issue(partner.id());
            JsonNode stale = partner.representation(partner.previous());
            keys.revoke(partner.id(), dead.id()).expect(204);
            return new Dead("revoked", partner, dead, good, stale);
        }

        static PreviousVersionData rotated(Partner partner) {
            return rotated("rotated without an overlap", partner, 0);
        }

        static PreviousVersionData overlapped(Partner partner) {
            return rotated("rotated with an overlap that is over", partner, 1);
        }

        private static PreviousVersionData rotated(String how, Partner partner, int overlap) {
            ApiKeys keys = partner.keys(partner.previous());
            Key dead = keys.issue(partner.id());
            JsonNode stale = partner.representation(partner.previous());
            return new Dead(how, partner, dead, partner.rotate(partner.previous(), dead, overlap), stale);
        }

        @Override
        public String name() {
            return "a key that was " + how;
        }

        @Override
        public void afterTheTakeover() {
            assertStateAt(partner.current());
            partner.save(partner.current(), stale);
            assertStateAt(partner.current());
            assertThat(partner.keys(partner.current())
                            .find(dead.id())
                            .expect(200)
                            .text("status"))
                    .isEqualTo("revoked");
            partner.keys(partner.current())
                    .rotate(partner.id(), dead.id(), Map.of())
                    .expect(409);
        }

        @Override
        public void inOneCluster() {
            partner.nodes().forEach(this::assertStateAt);
            partner.nodes().forEach(node -> partner.save(node, stale));
            partner.nodes().forEach(this::assertStateAt);
        }

        @Override
        public void atTheEnd() {
            assertStateAt(partner.current());
            partner.overwrite(partner.current(), stale);
            assertStateAt(partner.current());
        }

        private void assertStateAt(TestRealm node) {
            partner.assertDead(node, dead);
            partner.assertGood(node, good);
        }
    }
}
