package dev.extendedtoken.keycloak.apikey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** An access token of the key console cannot be exchanged for another one of it: only a login gives one. */
@KeycloakTest
class ConsoleTokenIT {

    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";
    private static final String RESOURCES = Http.basic("resources", "resources-secret");

    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    /** With a resource server that permits everybody everything, and a client like that of the console. */
    static RealmFile realmFile() {
        return ConsoleRealm.named("console-token")
                .client("resources", RealmFile.resourceServer("resources-secret", "basket"))
                .client(
                        "other-page",
                        Map.of("publicClient", true, "redirectUris", List.of("https://other.example.com/")));
    }

    @Test
    void noPermissionTicket() {
        assertThat(ticket(login("other-page", "https://other.example.com/"), Map.of())
                        .status())
                .isEqualTo(200);
        refused(ticket(login(ConsoleRealm.CLIENT, page()), Map.of()));
        refused(ticket(login(ConsoleRealm.CLIENT, page()), Map.of("permission", "basket")));
        assertThat(realm.events("PERMISSION_TOKEN_ERROR").toString()).contains("reserved_client_token");
    }

    /** Of the resource server, or of anybody who has both. */
    @Test
    void noPermissionTicketOfAnotherClient() {
        String token = login(ConsoleRealm.CLIENT, page());
        Map<String, String> request = Map.of("grant_type", UMA, "audience", "resources", "subject_token", token);
        refused(http.form(realm.token(), request, "Authorization", RESOURCES));
        Map<String, String> byItself = new TreeMap<>(request);
        byItself.put("client_id", ConsoleRealm.CLIENT);
        refused(http.form(realm.token(), byItself));
    }

    private Answer ticket(String token, Map<String, String> more) {
        Map<String, String> request = new TreeMap<>(more);
        request.put("grant_type", UMA);
        request.put("audience", "resources");
        return http.form(realm.token(), request, "Authorization", "Bearer " + token);
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("unauthorized_client");
        assertThat(answer.text("error_description")).contains("sign in again");
    }

    private static String page() {
        return realm.uri("/api-key-console").toString();
    }

    private String login(String client, String redirectUri) {
        Map<String, String> request = Map.of(
                "scope", "openid", "code_challenge", SigningKey.sha256(VERIFIER), "code_challenge_method", "S256");
        String code = realm.login(client, redirectUri, request).codeFor("ada", "ada-secret");
        return http.form(
                        realm.token(),
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                client,
                                "code",
                                code,
                                "redirect_uri",
                                redirectUri,
                                "code_verifier",
                                VERIFIER))
                .expect(200)
                .text("access_token");
    }
}
