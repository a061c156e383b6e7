package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.NormalizedText;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CORS for JSON requests equals CORS for form requests. */
@KeycloakTest
class JsonEqualsFormCorsIT {

    private static final String SHOP = "https://shop.example";
    private static final String STRANGER = "https://stranger.example";

    @InjectRealm
    private static TestRealm realm;

    private static FormAndJson bothWays;

    static RealmFile realmFile() {
        return RealmFile.named("json-equals-form-cors")
                .allEvents()
                .jsonForAll()
                .user("anna", "anna's-secret")
                .client(
                        "page",
                        Map.of(
                                "publicClient", true,
                                "directAccessGrantsEnabled", true,
                                "webOrigins", List.of(SHOP)));
    }

    @BeforeAll
    static void prepare() {
        bothWays = FormAndJson.at(realm);
    }

    @Test
    void originOfTheClient() {
        Answer answer = bothWays.same(request().withHeaders("Origin", SHOP));

        assertThat(answer.expect(200).header("Access-Control-Allow-Origin")).contains(SHOP);
    }

    @Test
    void originOfTheClientInAnErrorResponse() {
        Answer answer = bothWays.same(request().with("password", "wrong").withHeaders("Origin", SHOP));

        assertThat(answer.expect(400).header("Access-Control-Allow-Origin")).contains(SHOP);
    }

    @Test
    void anotherOrigin() {
        Answer answer = bothWays.same(request().withHeaders("Origin", STRANGER));

        assertThat(answer.expect(403).header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void errorBeforeTheClientIsKnown() {
        bothWays.same(request().with("client_id", "nobody").withHeaders("Origin", SHOP));
        bothWays.same(request().without("grant_type").withHeaders("Origin", SHOP))
                .expect(400);
        bothWays.same(request().with("grant_type", "magic").withHeaders("Origin", SHOP))
                .expect(400);
    }

    @Test
    void preflight() {
        Answer forForm = preflight("authorization");
        Answer forJson = preflight("authorization,content-type");

        assertThat(NormalizedText.from(forJson)).isEqualTo(NormalizedText.from(forForm));
        assertThat(forJson.expect(200).header("Access-Control-Allow-Origin")).contains(SHOP);
        assertThat(forJson.header("Access-Control-Allow-Headers").orElseThrow()).containsIgnoringCase("content-type");
        assertThat(forJson.header("Access-Control-Allow-Methods").orElseThrow()).contains("POST");
    }

    private static Answer preflight(String headers) {
        return Http.client()
                .method(
                        "OPTIONS",
                        realm.token(),
                        "Origin",
                        SHOP,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        headers);
    }

    private static TokenRequest request() {
        return TokenRequest.forRealm(
                realm,
                Map.of(
                        "grant_type", "password",
                        "client_id", "page",
                        "username", "anna",
                        "password", "anna's-secret"));
    }
}
