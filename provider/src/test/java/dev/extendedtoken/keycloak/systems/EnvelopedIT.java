package dev.extendedtoken.keycloak.systems;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** The fourth system of the demo realm: errors in an envelope. */
@Tag("version")
@ForEachEntryPoint
class EnvelopedIT {

    private static final String SECRET = "enveloped-secret-0123456";
    private static final Map<String, String> IN_BODY = Map.of("client_id", "enveloped", "client_secret", SECRET);

    @InjectRealm
    private static Demo demo;

    @Parameter
    private EntryPoint entryPoint;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return Demo.file("system-enveloped");
    }

    @Test
    void clientCredentials() {
        for (Map<String, String> parameters : List.of(
                Map.of("grant_type", "client_credentials"),
                Map.of("grant_type", "client_credentials", "scope", "phone"))) {
            for (Answer answer : List.of(asBasic(parameters), post(Demo.with(parameters, IN_BODY)))) {
                assertTokens(answer, false);
                assertThat(answer.text("scope")).isEqualTo(parameters.getOrDefault("scope", ""));
            }
        }
    }

    @Test
    void fromAuthorizeToRefresh() {
        Answer byBasic = asBasic(exchange());
        assertTokens(byBasic, true);
        assertTokens(asBasic(refresh(byBasic)), true);
        Answer byBody = post(Demo.with(exchange(), IN_BODY));
        assertTokens(byBody, true);
        assertThat(scopes(byBody)).containsExactlyInAnyOrder("openid", "phone");
        Answer narrowed = post(Demo.with(Demo.with(refresh(byBody), Map.of("scope", "openid")), IN_BODY));
        assertTokens(narrowed, true);
        assertThat(scopes(narrowed)).containsExactly("openid");
    }

    private static List<String> scopes(Answer answer) {
        return List.of(answer.text("scope").split(" "));
    }

    /** Keycloak knows the client by its credentials, too. */
    @Test
    void theClientIdMayBeInTheHeaderOnly() {
        assertTokens(asBasic(Demo.without(exchange(), "client_id")), true);
    }

    @Test
    void anUnneededChallengeIsIgnored() {
        assertTokens(asBasic(Demo.with(exchange(), Map.of("code_challenge", SigningKey.sha256("any")))), true);
    }

    private static void assertTokens(Answer answer, boolean ofAUser) {
        JsonNode tokens = answer.expect(200).json();
        assertThat(tokens.path("access_token").textValue()).isNotBlank();
        assertThat(tokens.path("expires_in").intValue()).isPositive();
        assertThat(tokens.path("scope").isTextual()).isTrue();
        assertThat(tokens.path("token_type").textValue()).isEqualTo("bearer");
        assertThat(tokens.has("refresh_token")).isEqualTo(ofAUser);
        assertThat(tokens.has("id_token")).isEqualTo(ofAUser);
    }

    @Test
    void badRequests() {
        assertEnvelope(asBasic(Map.of("grant_type", "nonsense")), 400);
        assertEnvelope(asBasic(Map.of("scope", "email")), 400);
        assertEnvelope(asBasic(Map.of("grant_type", "client_credentials", "scope", "nonsense")), 400);
        assertEnvelope(asBasic(Map.of("grant_type", "refresh_token", "refresh_token", "nonsense")), 400);
        assertEnvelope(asBasic(Demo.without(exchange(), "redirect_uri")), 400);
        assertEnvelope(asBasic(Demo.without(exchange(), "code")), 400);
        Map<String, String> exchange = exchange();
        assertEnvelope(asBasic(Demo.with(exchange, Map.of("code", "nonsense"))), 400);
        assertTokens(asBasic(exchange), true);
        assertEnvelope(asBasic(exchange), 400);
    }

    /** A page from an origin that the client does not name. */
    @Test
    void forbidden() {
        assertEnvelope(
                http.form(
                        demo.oauth(entryPoint, "/token"),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("enveloped", SECRET),
                        "Origin",
                        "https://evil.example.com"),
                403);
    }

    @Test
    void failedClientAuthentication() {
        assertEnvelope(
                http.form(
                        demo.oauth(entryPoint, "/token"),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("enveloped", "wrong")),
                401);
        assertEnvelope(
                post(Map.of("grant_type", "client_credentials", "client_id", "enveloped", "client_secret", "wrong")),
                401);
        assertEnvelope(post(Map.of("grant_type", "client_credentials", "client_id", "enveloped")), 401);
    }

    private static void assertEnvelope(Answer refused, int status) {
        JsonNode body = refused.expect(status).json();
        assertThat(body.fieldNames()).toIterable().containsExactlyInAnyOrder("meta", "errors");
        assertThat(body.path("meta").toString())
                .isEqualTo("{\"pagination\":{\"limit\":0,\"offset\":0,\"total_count\":0}}");
        assertThat(body.path("errors")).hasSize(1);
        assertThat(body.at("/errors/0").fieldNames()).toIterable().containsExactlyInAnyOrder("httpcode", "message");
        assertThat(body.at("/errors/0/httpcode").intValue()).isEqualTo(status);
        // The description, in words; not the error, which has none.
        assertThat(body.at("/errors/0/message").textValue()).contains(" ").doesNotContain("_error");
    }

    private Answer asBasic(Map<String, String> parameters) {
        return http.form(
                demo.oauth(entryPoint, "/token"), parameters, "Authorization", Http.basic("enveloped", SECRET));
    }

    private Answer post(Map<String, String> parameters) {
        return http.form(demo.oauth(entryPoint, "/token"), parameters);
    }

    private Map<String, String> exchange() {
        Map<String, String> request = Demo.without(
                Demo.request("enveloped", Map.of("redirect_uri", Demo.CALLBACK, "scope", "openid phone")),
                "code_challenge",
                "code_challenge_method");
        String code = Demo.code(demo.oauth(entryPoint, "/authorize"), request);
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                Demo.CALLBACK,
                "client_id",
                "enveloped");
    }

    private static Map<String, String> refresh(Answer tokens) {
        return Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"));
    }
}
