package dev.extendedtoken.keycloak.tokenrequest;

import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.exchange;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Organization scopes: anna is a member of acme and beta, and not of gamma. Her client may request what a refresh would
 * give.
 */
@Tag("version")
@KeycloakTest
class OrganizationScopesIT {

    @InjectRealm
    private static RulesRealm rules;

    static RealmFile realmFile() {
        RealmFile file = RulesRealm.file("organization-scopes").with("organizationsEnabled", true);
        RulesRealm.rules(file, "subset", Map.of("strict-scope-subset", "true"));
        RulesRealm.rules(file, "narrow", Map.of("narrow-scope-at-code-exchange", "true"));
        RulesRealm.rules(file, "both", Map.of("strict-scope-subset", "true", "narrow-scope-at-code-exchange", "true"));
        RulesRealm.client(file, "free", "none", Map.of());
        return file;
    }

    @BeforeAll
    static void prepare() {
        String realm = "/" + rules.realm().name();
        AdminApi admin = rules.realm().admin();
        askForThePasswordAtOnce(admin, realm);
        String anna = admin.get(realm + "/users?username=anna")
                .json()
                .get(0)
                .get("id")
                .textValue();
        for (String organization : List.of("acme", "beta", "gamma")) {
            admin.post(
                            realm + "/organizations",
                            Map.of(
                                    "name", organization,
                                    "alias", organization,
                                    "domains", List.of(Map.of("name", organization + ".example.com"))))
                    .expect(201);
        }
        for (JsonNode organization : admin.get(realm + "/organizations").json()) {
            if (!organization.get("name").textValue().equals("gamma")) {
                admin.post(realm + "/organizations/" + organization.get("id").textValue() + "/members", anna)
                        .expect(201);
            }
        }
    }

    /** Realms with organizations ask for the name first. */
    private static void askForThePasswordAtOnce(AdminApi admin, String realm) {
        String executions = realm + "/authentication/flows/browser/executions";
        for (JsonNode execution : admin.get(executions).expect(200).json()) {
            if (execution.get("displayName").textValue().equals("Organization")) {
                Map<String, Object> disabled = Map.of(
                        "id", execution.get("id").textValue(),
                        "requirement", "DISABLED",
                        "priority", execution.get("priority").intValue());
                assertThat(admin.put(executions, disabled).status()).isBetween(200, 299);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOrganizationIsASubsetOfAll(BodyFormat format) {
        String code = rules.code("subset", "openid organization:*");
        Answer tokens = rules.token(format, "subset", exchange(code, "scope", "openid organization:acme"))
                .expect(200);
        assertThat(organizations(tokens)).as("not narrowed").containsExactlyInAnyOrder("acme", "beta");
        Answer one = rules.token(
                        format, "subset", refresh(tokens.text("refresh_token"), "scope", "openid organization:acme"))
                .expect(200);
        assertThat(organizations(one)).containsExactly("acme");
        assertThat(organizations(rules.token(format, "subset", refresh(one.text("refresh_token")))
                        .expect(200)))
                .containsExactlyInAnyOrder("acme", "beta");
    }

    @ParameterizedTest
    @ValueSource(strings = {"organization:gamma", "organization:nonsense", "organization", "organization:acme phone"})
    void anotherOrganizationIsNoSubsetOfAll(String scope) {
        String code = rules.code("subset", "openid organization:*");
        refused("subset", exchange(code, "scope", "openid " + scope));
        Answer tokens = rules.token(BodyFormat.FORM, "subset", exchange(code)).expect(200);
        refused("subset", refresh(tokens.text("refresh_token"), "scope", "openid " + scope));
    }

    @ParameterizedTest
    @CsvSource({
        "organization:acme, organization:beta",
        "organization:acme, organization:gamma",
        "openid, organization:*"
    })
    void anotherOrganizationIsNoSubset(String granted, String asked) {
        String code = rules.code("subset", "openid " + granted);
        refused("subset", exchange(code, "scope", "openid " + asked));
        Answer tokens = rules.token(BodyFormat.FORM, "subset", exchange(code)).expect(200);
        refused("subset", refresh(tokens.text("refresh_token"), "scope", "openid " + asked));
    }

    /** As Keycloak's refresh has it: of all that there are, the one that was granted. */
    @Test
    void allIsASubsetOfAll() {
        String code = rules.code("both", "openid organization:acme");
        Answer tokens = rules.token(BodyFormat.FORM, "both", exchange(code, "scope", "openid organization:*"))
                .expect(200);
        assertThat(organizations(tokens)).containsExactly("acme");
        Answer again = rules.token(
                        BodyFormat.FORM,
                        "both",
                        refresh(tokens.text("refresh_token"), "scope", "openid organization:*"))
                .expect(200);
        assertThat(organizations(again)).containsExactly("acme");
    }

    @ParameterizedTest
    @CsvSource({
        "openid organization:acme, acme",
        "openid organization:acme organization:beta, acme beta",
        "openid organization:*, acme beta",
        "openid organization:acme organization:gamma, acme",
        "openid organization:gamma, ''",
        "openid organization, ''",
        "openid, ''"
    })
    void narrowedScopeStaysNarrowed(String asked, String left) {
        String code = rules.code("narrow", "openid organization:*");
        Answer tokens = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", asked))
                .expect(200);
        Set<String> expected = words(left);
        assertThat(organizations(tokens)).isEqualTo(expected);
        Answer again = rules.token(BodyFormat.FORM, "narrow", refresh(tokens.text("refresh_token")))
                .expect(200);
        assertThat(organizations(again)).isEqualTo(expected);
    }

    /** The code goes on to be good where the narrowed request is refused. */
    @Test
    void bothRules() {
        String code = rules.code("both", "openid organization:*");
        refused("both", exchange(code, "scope", "openid organization:gamma"));
        Answer tokens = rules.token(BodyFormat.FORM, "both", exchange(code, "scope", "openid organization:beta"))
                .expect(200);
        assertThat(organizations(tokens)).containsExactly("beta");
        refused("both", refresh(tokens.text("refresh_token"), "scope", "openid organization:acme"));
        rules.token(BodyFormat.FORM, "both", refresh(tokens.text("refresh_token"), "scope", "openid organization:beta"))
                .expect(200);
    }

    /** This is what the rules go by. */
    @ParameterizedTest
    @CsvSource({
        "organization:*, organization:acme, acme",
        "organization:*, organization:gamma, ''",
        "organization:acme, organization:*, acme",
        "organization:acme, organization:beta, ''"
    })
    void refreshWithoutRules(String granted, String asked, String left) {
        String code = rules.code("free", "openid " + granted);
        Answer tokens = rules.token(BodyFormat.FORM, "free", exchange(code)).expect(200);
        Answer again = rules.token(
                        BodyFormat.FORM, "free", refresh(tokens.text("refresh_token"), "scope", "openid " + asked))
                .expect(200);
        assertThat(organizations(again)).isEqualTo(words(left));
    }

    private static void refused(String client, Map<String, String> request) {
        Answer answer = rules.token(BodyFormat.FORM, client, request).expect(400);
        assertThat(answer.text("error")).isEqualTo("invalid_scope");
        assertThat(answer.text("error_description"))
                .isEqualTo("Invalid parameter: scope asks for more than was granted");
    }

    private static Set<String> organizations(Answer tokens) {
        JsonNode claim = Claims.parse(tokens.text("access_token")).path("organization");
        return StreamSupport.stream(claim.spliterator(), false)
                .map(JsonNode::textValue)
                .collect(Collectors.toSet());
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).collect(Collectors.toSet());
    }
}
