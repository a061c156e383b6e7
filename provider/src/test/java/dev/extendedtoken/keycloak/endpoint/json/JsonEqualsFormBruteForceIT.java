package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.endpoint.json.FormAndJson.Exchange;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.NormalizedText;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Wrong passwords in JSON count for brute-force detection as those in forms do. */
@KeycloakTest
class JsonEqualsFormBruteForceIT {

    private static final int FAILURES = 3;
    private static final String LOCKED = "USER_DISABLED_BY_TEMPORARY_LOCKOUT";

    @InjectRealm
    private static TestRealm realm;

    private static FormAndJson bothWays;

    static RealmFile realmFile() {
        return RealmFile.named("json-equals-form-brute-force")
                .allEvents()
                .jsonForAll()
                .with("bruteForceProtected", true)
                .with("failureFactor", FAILURES)
                .with("waitIncrementSeconds", 900)
                .with("maxFailureWaitSeconds", 900)
                // Else two failures within so many milliseconds lock as well.
                .with("quickLoginCheckMilliSeconds", 0)
                .user("anna", "anna's-secret")
                .client("shop", Map.of("publicClient", true, "directAccessGrantsEnabled", true));
    }

    @BeforeAll
    static void prepare() {
        bothWays = FormAndJson.at(realm);
    }

    @Test
    void wrongPasswordsLockTheUser() {
        List<String> inForms = guess(bothWays::form);
        realm.admin().delete(failures()).expect(204);
        List<String> inJson = guess(bothWays::json);

        assertThat(inJson).isEqualTo(inForms);
    }

    @Test
    void failuresOfBothFormatsCountTogether() {
        realm.admin().delete(failures()).expect(204);
        bothWays.form(request("wrong"));
        awaitFailures(1);
        bothWays.json(request("wrong"));
        awaitFailures(2);
        bothWays.form(request("wrong"));
        awaitFailures(FAILURES);

        locked(bothWays::form);
        locked(bothWays::json);
    }

    private static List<String> guess(Function<TokenRequest, Exchange> way) {
        List<String> answers = new ArrayList<>();
        for (int failure = 1; failure <= FAILURES; failure++) {
            Answer answer = way.apply(request("wrong")).answer();
            awaitFailures(failure);
            answers.add(NormalizedText.from(answer) + NormalizedText.fromEvents(bothWays.events()));
        }
        assertThat(status().get("disabled").booleanValue()).isTrue();
        answers.add(locked(way).likeness());
        return answers;
    }

    /** The answer does not tell a locked user from a wrong password; the event does. */
    private static Exchange locked(Function<TokenRequest, Exchange> way) {
        Exchange refused = way.apply(request("anna's-secret"));
        assertThat(refused.answer().status()).isEqualTo(400);
        assertThat(refused.events().findValuesAsText("error")).containsExactly("user_temporarily_disabled");
        return refused;
    }

    /** Keycloak counts, and records that it locks, in a thread of its own. */
    private static void awaitFailures(int count) {
        Awaitility.await().until(() -> status().get("numFailures").intValue() == count);
        if (count == FAILURES) {
            Awaitility.await()
                    .until(() -> bothWays.events().findValuesAsText("type").contains(LOCKED));
        }
    }

    private static JsonNode status() {
        return realm.admin().get(failures()).expect(200).json();
    }

    private static String failures() {
        JsonNode anna = realm.admin()
                .get("/" + realm.name() + "/users?username=anna")
                .expect(200)
                .json()
                .get(0);
        return "/" + realm.name() + "/attack-detection/brute-force/users/"
                + anna.get("id").textValue();
    }

    private static TokenRequest request(String password) {
        return TokenRequest.forRealm(
                realm, Map.of("grant_type", "password", "client_id", "shop", "username", "anna", "password", password));
    }
}
