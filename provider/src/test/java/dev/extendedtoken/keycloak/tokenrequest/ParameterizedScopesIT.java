package dev.extendedtoken.keycloak.tokenrequest;

import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.exchange;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.WithExperiments;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scopes with a parameter such as {@code room:7}, an experimental feature of Keycloak. Scopes with different parameters
 * are different scopes.
 */
@KeycloakTest
@WithExperiments
class ParameterizedScopesIT {

    @InjectRealm
    private static RulesRealm rules;

    static RealmFile realmFile() {
        RealmFile file = RulesRealm.file("parameterized-scopes");
        RulesRealm.rules(file, "both", Map.of("strict-scope-subset", "true", "narrow-scope-at-code-exchange", "true"));
        return file;
    }

    @BeforeAll
    static void prepare() {
        String realm = "/" + rules.realm().name();
        rules.realm()
                .admin()
                .post(
                        realm + "/client-scopes",
                        Map.of(
                                "name",
                                "room",
                                "protocol",
                                "openid-connect",
                                "attributes",
                                Map.of(
                                        "is.parameterized.scope",
                                        "true",
                                        "parameterized.scope.type",
                                        "string",
                                        "include.in.token.scope",
                                        "true")))
                .expect(201);
        String client = rules.realm().client("both").get("id").textValue();
        for (var scope :
                rules.realm().admin().get(realm + "/client-scopes").expect(200).json()) {
            if (scope.get("name").textValue().equals("room")) {
                rules.realm()
                        .admin()
                        .put(
                                realm + "/clients/" + client + "/optional-client-scopes/"
                                        + scope.get("id").textValue(),
                                Map.of())
                        .expect(204);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid room:8", "openid room", "openid room:7 room:8", "openid room:"})
    void notGranted(String scope) {
        String code = rules.code("both", "openid room:7");
        Answer refused = rules.token(BodyFormat.FORM, "both", exchange(code, "scope", scope))
                .expect(400);
        assertThat(refused.text("error")).isEqualTo("invalid_scope");
        Answer tokens = rules.token(BodyFormat.FORM, "both", exchange(code, "scope", "openid room:7"))
                .expect(200);
        assertThat(Claims.scopes(tokens.text("access_token"))).contains("room:7");
        String token = tokens.text("refresh_token");
        assertThat(rules.token(BodyFormat.FORM, "both", refresh(token, "scope", scope))
                        .expect(400)
                        .text("error"))
                .isEqualTo("invalid_scope");
        Answer again = rules.token(BodyFormat.FORM, "both", refresh(token, "scope", "openid room:7"))
                .expect(200);
        assertThat(Claims.scopes(again.text("access_token"))).contains("room:7");
    }

    @ParameterizedTest
    @EnumSource
    void narrowed(BodyFormat format) {
        String code = rules.code("both", "openid phone room:7");
        Answer tokens = rules.token(format, "both", exchange(code, "scope", "openid phone"))
                .expect(200);
        for (Answer answer : List.of(
                tokens,
                rules.token(format, "both", refresh(tokens.text("refresh_token")))
                        .expect(200))) {
            assertThat(Claims.scopes(answer.text("access_token")))
                    .contains("phone")
                    .doesNotContain("room:7");
        }
    }
}
