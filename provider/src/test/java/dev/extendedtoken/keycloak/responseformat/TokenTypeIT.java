package dev.extendedtoken.keycloak.responseformat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.Grant;
import dev.extendedtoken.keycloak.support.grant.GrantRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The policy option "token-type": it changes {@code token_type} Bearer in token responses, and no other token type. */
@KeycloakTest
class TokenTypeIT {

    private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

    /** Keycloak's own setting of a client, deprecated in 26.8. */
    private static final String KEYCLOAKS_LOWER_CASE = "token.response.type.bearer.lower-case";

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static GrantRealm grants;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return lowerCaseForTheShop(GrantRealm.file("token-type"));
    }

    private static RealmFile lowerCaseForTheShop(RealmFile file) {
        ((ObjectNode) file.representation().at("/clients/0/attributes")).put("format", "lower-case");
        return format(file, "lower-case", Map.of("token-type", "bearer"));
    }

    /** For the clients whose attribute {@code format} names it. */
    private static RealmFile format(RealmFile file, String format, Map<String, ?> configuration) {
        String name = format + configuration;
        return file.profile(name, "token-response-format", configuration)
                .policy(
                        name,
                        name,
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"format\",\"value\":\"" + format + "\"}]"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRE_AUTHORIZED_CODE")
    void lowerCaseInEveryGrant(Grant grant) {
        Answer byForm = form(grant.prepare(grants));
        TokenRequest request = grant.prepare(grants);
        Answer byJson = http.json(request.uri(), request.parameters(), request.headerArray());
        for (Answer answer : List.of(byForm, byJson)) {
            assertThat(answer.expect(200).text("token_type")).isEqualTo("bearer");
            assertThat(Claims.parse(answer.text("access_token")).path("typ").textValue())
                    .isEqualTo("Bearer");
        }
    }

    @Test
    void anUnmatchedClientGetsKeycloaksTokenType() {
        Answer answer = form(grants.asWholesale(Map.of("grant_type", "client_credentials")));
        assertThat(answer.expect(200).text("token_type")).isEqualTo("Bearer");
    }

    @Test
    void anExchangeForARefreshTokenAndItsRefresh() {
        Answer exchanged = form(grants.tokenExchange()
                        .with("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"))
                .expect(200);
        assertThat(exchanged.text("token_type")).isEqualTo("bearer");
        Answer refreshed = form(
                grants.asShop(Map.of("grant_type", "refresh_token", "refresh_token", exchanged.text("refresh_token"))));
        assertThat(refreshed.expect(200).text("token_type")).isEqualTo("bearer");
    }

    /** RFC 8693 section 2.2.1: what was issued is no access token. */
    @Test
    void anExchangeForAnIdTokenKeepsItsType() {
        TokenRequest request = grants.tokenExchange().with("requested_token_type", ID_TOKEN);
        assertThat(form(request.with("scope", "openid")).expect(200).text("token_type"))
                .isEqualTo("N_A");
    }

    @Test
    void aDpopBoundTokenKeepsItsType() {
        Answer answer = form(grants.clientCredentials()
                .withHeaders("DPoP", proof(grants.realm()))
                .with("scope", "openid"));
        assertThat(answer.expect(200).text("token_type")).isEqualTo("DPoP");
    }

    private static String proof(TestRealm realm) {
        SigningKey key = SigningKey.generate();
        return Jwt.proof("POST", realm.token(), key).signedBy(key);
    }

    /** RFC 7662 section 2.2: the member is that of the token. */
    @Test
    void introspectionIsUnchanged() {
        String token = form(grants.password()).expect(200).text("access_token");
        TokenRequest request = grants.asShop(Map.of("token", token))
                .to(grants.realm().uri("/protocol/openid-connect/token/introspect"));
        JsonNode introspected = form(request).expect(200).json();
        assertThat(introspected.path("active").booleanValue()).isTrue();
        assertThat(introspected.path("token_type").textValue()).isEqualTo("Bearer");
    }

    private Answer form(TokenRequest request) {
        return http.form(request.uri(), request.parameters(), request.headerArray());
    }

    /** A realm without the option keeps the realm setting of Keycloak. */
    @ParameterizedTest
    @CsvSource({
        "lower-case, true,  bearer",
        "upper-case, true,  Bearer",
        "upper-case, false, Bearer",
        "enveloped,  true,  bearer",
        "enveloped,  false, Bearer",
        "both,       false, bearer",
        "none,       true,  bearer"
    })
    void togetherWithTheRealmSetting(String format, String builtIn, String tokenType) {
        RealmFile file = RealmFile.named("token-type-" + format + builtIn);
        format(file, "lower-case", Map.of("token-type", "bearer"));
        format(file, "upper-case", Map.of("token-type", "Bearer"));
        format(file, "enveloped", Map.of("error-format", "envelope", "token-type", ""));
        format(file, "both", Map.of("token-type", "Bearer"));
        format(file, "both", Map.of("token-type", "bearer"));
        file.client(
                "client",
                Map.of(
                        "secret",
                        "client-secret",
                        "serviceAccountsEnabled",
                        true,
                        "attributes",
                        Map.of("format", format, KEYCLOAKS_LOWER_CASE, builtIn)));
        try (TestRealm realm = TestRealm.create(keycloak, file)) {
            Answer answer = http.form(
                    realm.token(),
                    Map.of("grant_type", "client_credentials"),
                    "Authorization",
                    Http.basic("client", "client-secret"));
            assertThat(answer.expect(200).text("token_type")).isEqualTo(tokenType);
        }
    }

    /** It sets an option that has no default to the first of the list, which must be what is not set. */
    @Test
    void theAdminConsoleOffersTheOption() {
        JsonNode types = grants.realm()
                .admin()
                .serverInfo()
                .expect(200)
                .json()
                .at("/componentTypes/org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider");
        JsonNode property = StreamSupport.stream(types.spliterator(), false)
                .filter(type -> "token-response-format".equals(type.path("id").textValue()))
                .flatMap(type -> StreamSupport.stream(type.path("properties").spliterator(), false))
                .filter(one -> "token-type".equals(one.path("name").textValue()))
                .findFirst()
                .orElseThrow();
        assertThat(property.path("options")).extracting(JsonNode::textValue).containsExactly("", "Bearer", "bearer");
        assertThat(property.path("defaultValue").isTextual()).isFalse();
        assertThat(property.path("helpText").textValue()).hasSizeGreaterThan(40);
    }
}
