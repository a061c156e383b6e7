package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.RotationClient;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.MariaDbServer;
import dev.extendedtoken.keycloak.server.StalledRefresh;
import dev.extendedtoken.keycloak.support.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A refresh stops between its decision and its commit for longer than its lock lasts, as if its machine had been suspended.
 * Meanwhile the other node goes on with the family. What the first one would write then is out of date, and is not written.
 */
@FireTest
class StalledRefreshIT {

    @TempDir
    private static Path folder;

    /** On PostgreSQL, sessions are written in the transaction of the request; on MariaDB, which the long form has, after it. */
    @Test
    void doesNotOverwriteWhatCameAfterIt(FireCluster cluster) throws Exception {
        stall(cluster.realm());
        if (Form.isLong()) {
            try (Cluster mariaDb = Cluster.withStalledRefreshes("stalled-mariadb", MariaDbServer.start())) {
                stall(FireRealm.create("stalled-refresh", mariaDb, 2));
            }
        }
    }

    private static void stall(FireRealm realm) throws Exception {
        for (String scope : new String[] {"openid", "openid offline_access"}) {
            stall(realm.client(1), realm.client(2), scope);
        }
    }

    private static void stall(RotationClient stalling, RotationClient other, String scope) throws Exception {
        Tokens first = stalling.login(scope);
        Path stall = Files.createTempFile(folder, "stall", "");
        Tokens second;
        Tokens fourth;
        Answer late;
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Answer> stalled =
                    pool.submit(() -> stalling.refreshWith(StalledRefresh.HEADER, stall.toString(), first.refresh()));
            Awaitility.await().until(() -> Files.exists(Path.of(stall + StalledRefresh.REACHED)));
            // It waits until the lock is over.
            second = Tokens.from(other.refresh(first.refresh()).expect(200));
            fourth = other.rotate(other.rotate(second.refresh()).refresh());
            Files.delete(stall);
            late = stalled.get();
        } finally {
            Files.deleteIfExists(stall);
            pool.shutdownNow();
        }
        for (RotationClient client : new RotationClient[] {stalling, other}) {
            assertThat(client.isActiveRefreshToken(fourth.refresh())).isTrue();
            assertThat(client.rotate(second.refresh()).refresh()).isEqualTo(fourth.refresh());
        }
        Tokens fifth = stalling.rotate(fourth.refresh());
        assertThat(fifth.refreshId()).isEqualTo(first.refreshId() + ".5");
        // Keycloak has put the old note into its cache of sessions, where introspection reads; it is gone by now.
        for (RotationClient client : new RotationClient[] {stalling, other}) {
            assertThat(client.isActiveRefreshToken(second.refresh())).isFalse();
            assertThat(client.isActiveRefreshToken(fifth.refresh())).isTrue();
        }
        System.out.println("The stalled refresh: " + late.status() + " " + late.text("error"));
        assertThat(late.status()).as(late.toString()).isGreaterThanOrEqualTo(500);
    }
}
