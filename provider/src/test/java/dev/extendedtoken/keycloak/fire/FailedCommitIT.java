package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database refuses to commit the rotation of a key. Keycloak puts marks of revoked tokens into its cache at once, and
 * cannot remove them: the old key ends as it would have, in case of doubt, and a new one is issued without delay.
 */
@FireTest
class FailedCommitIT {

    private static final List<String> REFUSE = List.of(
            "CREATE FUNCTION refuse_commit() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'refused'; END $$",
            "CREATE CONSTRAINT TRIGGER refuse_commit AFTER INSERT OR UPDATE ON client_attributes"
                    + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                    + " WHEN (NEW.name LIKE 'api-key.%') EXECUTE FUNCTION refuse_commit()");

    private static final List<String> PERMIT = List.of("DROP FUNCTION refuse_commit CASCADE");

    /** The same at both nodes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void endsTheOldKeyAllTheSame(int overlap, FireCluster cluster) {
        FireRealm realm = cluster.realm();
        ApiKeys keys = ApiKeys.forRealm(realm.at(1));
        Key old = keys.issue("keyed");
        cluster.database().execute(REFUSE);
        Answer failed;
        try {
            failed = keys.rotate("keyed", old.id(), Map.of("overlap", overlap));
        } finally {
            cluster.database().execute(PERMIT);
        }
        assertThat(failed.status()).as(failed.toString()).isGreaterThanOrEqualTo(500);
        for (int node = 1; node <= 2; node++) {
            int at = node;
            Awaitility.await().until(() -> realm.withKey(at, old).status() == 401);
        }
        assertThat(keys.listed("keyed", old.id()).get("status").textValue()).isEqualTo("revoked");
        assertThat(keys.rotate("keyed", old.id(), Map.of()).status()).isEqualTo(409);
        Key next = keys.issue("keyed");
        for (int node = 1; node <= 2; node++) {
            assertThat(realm.withKey(node, next).status()).isEqualTo(200);
        }
    }
}
