package dev.extendedtoken.keycloak.endpoint.login;

import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.AUTO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.VERIFIER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.userjwt.UserJwtRealm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The realm of the headless login tests, and what their requests share. */
final class HeadlessRequests {

    static final String JSON = "application/json";

    private HeadlessRequests() {}

    static RealmFile realmFile(String name) {
        RealmFile file = UserJwtRealm.file(name)
                .user("carla", "carla", Map.of("requiredActions", List.of("UPDATE_PASSWORD")))
                .client("asking", client(Map.of("consentRequired", true)))
                .client("keyed", client(Map.of("attributes", Map.of("needs-key", "true"))))
                .client("unlisted", Map.of("publicClient", true, "redirectUris", List.of(AUTO)))
                .client(
                        "dpop-shop",
                        Map.of(
                                "publicClient",
                                true,
                                "directAccessGrantsEnabled",
                                true,
                                "attributes",
                                Map.of("dpop.bound.access.tokens", "true")))
                .client("signed", client(Map.of("publicClient", false, "secret", "signed-secret")))
                .apiKeysForMarkedClients();
        UserJwtRealm.stepTakes(file, "shop##dpop-shop");
        UserJwtRealm.policyTakes(file, "shop", "dpop-shop");
        grantOutOfBand(file, "asking", "keyed", "signed");
        return file;
    }

    private static Map<String, ?> client(Map<String, ?> more) {
        Map<String, Object> client =
                new TreeMap<>(Map.of("publicClient", true, "redirectUris", List.of(AUTO, "https://app.example/")));
        client.putAll(more);
        return client;
    }

    /** In this realm the policy for out-of-band and user JWTs goes by the client role {@code user-jwt}. */
    private static void grantOutOfBand(RealmFile file, String... clients) {
        for (String client : clients) {
            file.representation()
                    .withObject("/roles/client")
                    .putArray(client)
                    .addObject()
                    .put("name", "user-jwt");
        }
    }

    static Answer exchange(UserJwtRealm realm, String client, String code, String... headers) {
        return Http.client()
                .form(
                        realm.realm().token(),
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                client,
                                "redirect_uri",
                                AUTO,
                                "code",
                                code,
                                "code_verifier",
                                VERIFIER),
                        headers);
    }

    static void assertError(Answer answer, String error) {
        assertThat(answer.expect(400).text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).isNotBlank();
        assertThat(answer.text("state")).isEqualTo("a-state");
        assertNoBrowserHeaders(answer);
    }

    /** No cookie, no redirect, no CORS header. */
    static void assertNoBrowserHeaders(Answer answer) {
        assertThat(answer.header("Content-Type")).contains(JSON);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(answer.header("Location")).isEmpty();
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
    }
}
