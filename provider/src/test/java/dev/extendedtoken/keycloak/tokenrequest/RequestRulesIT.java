package dev.extendedtoken.keycloak.tokenrequest;

import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.CALLBACK;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.PASSWORD;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.changed;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.exchange;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each rule for token requests alone, all together, and none. A rejected request consumes no code and no refresh token.
 */
@Tag("version")
@KeycloakTest
class RequestRulesIT {

    @InjectRealm
    private static RulesRealm rules;

    static RealmFile realmFile() {
        return RulesRealm.everyRule("request-rules");
    }

    /** As some clients of other systems send it: 128 random bytes in hexadecimal digits. */
    private static final String LONG_VERIFIER = "0123456789abcdef".repeat(16);

    @ParameterizedTest
    @EnumSource
    void requiredParameters(BodyFormat format) {
        String code = rules.code("required", "openid");
        Map<String, String> good = exchange(code, "client_id", "required");
        rules.assertRejected(
                format, "required", changed(good, "client_id", ""), "invalid_request", "Missing parameter: client_id");
        rules.assertRejected(
                format,
                "required",
                changed(good, "redirect_uri", ""),
                "invalid_request",
                "Missing parameter: redirect_uri");
        Map<String, String> empty = new TreeMap<>(good);
        empty.put("redirect_uri", "");
        rules.assertRejected(format, "required", empty, "invalid_request", "Missing parameter: redirect_uri");
        Answer tokens = rules.token(format, "required", good).expect(200);
        Map<String, String> again = refresh(tokens.text("refresh_token"), "client_id", "required");
        rules.assertRejected(format, "required", again, "invalid_request", "Missing parameter: redirect_uri");
        rules.token(format, "required", changed(again, "redirect_uri", CALLBACK))
                .expect(200);
        rules.assertRejected(
                format,
                "required",
                Map.of("grant_type", "client_credentials"),
                "invalid_request",
                "Missing parameter: client_id");
    }

    /** The rules of the client that receives the token apply to token exchange and UMA too. */
    @ParameterizedTest
    @EnumSource
    void requiredParametersForDerivedTokens(BodyFormat format) {
        String token = rules.token(
                        format,
                        "required",
                        Map.of(
                                "grant_type", "password",
                                "username", "anna",
                                "password", PASSWORD,
                                "client_id", "required",
                                "redirect_uri", CALLBACK))
                .expect(200)
                .text("access_token");
        Map<String, String> exchange = Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                token,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token");
        Map<String, String> ticket =
                Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", "required");
        for (Map<String, String> request : List.of(exchange, ticket)) {
            rules.assertRejected(format, "required", request, "invalid_request", "Missing parameter: client_id");
        }
        Answer byBearer = format.post(rules.realm().token(), ticket, "Authorization", "Bearer " + token);
        assertThat(byBearer.expect(400).text("error_description")).isEqualTo("Missing parameter: client_id");
        Answer allThere = format.post(
                rules.realm().token(),
                changed(ticket, "client_id", "required", "redirect_uri", CALLBACK),
                "Authorization",
                "Bearer " + token);
        assertThat(allThere.expect(400).text("error_description")).isEqualTo("Client does not support permissions");
    }

    @ParameterizedTest
    @EnumSource
    void allowedRedirectUris(BodyFormat format) {
        String code = rules.code("uris", "openid");
        String wrong = "Invalid parameter: redirect_uri is not one that this client may send here";
        rules.assertRejected(format, "uris", exchange(code, "redirect_uri", CALLBACK + "/"), "invalid_request", wrong);
        Answer tokens = rules.token(format, "uris", exchange(code)).expect(200);
        String token = tokens.text("refresh_token");
        rules.assertRejected(
                format, "uris", refresh(token, "redirect_uri", "https://example.com"), "invalid_request", wrong);
        rules.token(format, "uris", refresh(token, "redirect_uri", CALLBACK)).expect(200);
    }

    @ParameterizedTest
    @CsvSource({
        "client_credentials, code, authorization_code",
        "client_credentials, code_verifier, authorization_code",
        "client_credentials, redirect_uri, authorization_code",
        "client_credentials, refresh_token, refresh_token",
        "password, code, authorization_code",
        "password, refresh_token, refresh_token"
    })
    void strictParameters(String grant, String parameter, String owner) {
        for (BodyFormat format : BodyFormat.values()) {
            Map<String, String> request = changed(
                    Map.of("grant_type", grant, "username", "anna", "password", PASSWORD), parameter, "a-value");
            rules.assertRejected(
                    format,
                    "strict",
                    request,
                    "invalid_request",
                    "Unexpected parameter: " + parameter + " belongs to grant_type " + owner);
            rules.token(format, "strict", changed(request, parameter, "")).expect(200);
            rules.token(format, "free", request).expect(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void strictParametersForCodeAndRefresh(BodyFormat format) {
        String code = rules.code("strict", "openid");
        rules.assertRejected(
                format,
                "strict",
                exchange(code, "refresh_token", "a-token"),
                "invalid_request",
                "Unexpected parameter: refresh_token belongs to grant_type refresh_token");
        String token = rules.token(format, "strict", exchange(code)).expect(200).text("refresh_token");
        for (String parameter : List.of("code", "code_verifier", "redirect_uri")) {
            rules.assertRejected(
                    format,
                    "strict",
                    refresh(token, parameter, "a-value"),
                    "invalid_request",
                    "Unexpected parameter: " + parameter + " belongs to grant_type authorization_code");
        }
        rules.token(format, "strict", refresh(token)).expect(200);
    }

    @ParameterizedTest
    @EnumSource
    void aVerifierWithoutAChallenge(BodyFormat format) {
        String code = rules.realm()
                .login("strict", CALLBACK, Map.of("scope", "openid"))
                .codeFor("anna", PASSWORD);
        rules.assertRejected(
                format,
                "strict",
                exchange(code),
                "invalid_request",
                "Unexpected parameter: code_verifier, because the authorization request had no code_challenge");
        rules.token(format, "strict", exchange(code, "code_verifier", "")).expect(200);
    }

    @ParameterizedTest
    @EnumSource
    void redirectUriWithoutOneInTheAuthorizationRequest(BodyFormat format) {
        String code = Login.parameter(
                Login.at(rules.realm()
                                .uri("/protocol/openid-connect/auth?"
                                        + Http.encode(Map.of("response_type", "code", "client_id", "strict"))))
                        .as("anna", PASSWORD),
                "code");
        rules.assertRejected(
                format,
                "strict",
                exchange(code, "code_verifier", ""),
                "invalid_request",
                "Unexpected parameter: redirect_uri, because the authorization request had no redirect_uri");
        rules.token(format, "strict", exchange(code, "code_verifier", "", "redirect_uri", ""))
                .expect(200);
    }

    /** Keycloak's error for a code of another client, a used code and an unknown code. */
    @Test
    void invalidCodesGetKeycloaksResponse() {
        String others = rules.code("free", "openid");
        String used = rules.code("strict", "openid");
        rules.token(BodyFormat.FORM, "strict", exchange(used)).expect(200);
        for (String code : List.of(others, used, "a.b.c", "nonsense")) {
            assertThat(rules.token(BodyFormat.FORM, "strict", exchange(code))
                            .expect(400)
                            .text("error"))
                    .isEqualTo("invalid_grant");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aParameterIgnoredByKeycloakIsMissing(BodyFormat format) {
        String code = rules.code("required", "openid");
        Map<String, String> good = exchange(code, "client_id", "required");
        rules.assertRejected(
                format,
                "required",
                changed(good, "redirect_uri", CALLBACK + "?" + "x".repeat(4_000)),
                "invalid_request",
                "Missing parameter: redirect_uri");
        rules.token(format, "required", good).expect(200);
    }

    @ParameterizedTest
    @EnumSource
    void allTogether(BodyFormat format) {
        String code = rules.code("all", LONG_VERIFIER, "S256");
        Answer tokens = rules.token(format, "all", exchange(code, "code_verifier", LONG_VERIFIER, "scope", "openid"))
                .expect(200);
        rules.token(format, "all", refresh(tokens.text("refresh_token"), "scope", "openid"))
                .expect(200);
        rules.token(format, "all", Map.of("grant_type", "client_credentials")).expect(200);
    }

    /** The granted scope is what the user consented to. */
    @Test
    void consent() {
        Http browser = Http.browser();
        String request = Http.encode(changed(
                RulesRealm.authorization("openid phone"),
                "response_type",
                "code",
                "client_id",
                "asking",
                "redirect_uri",
                CALLBACK));
        Answer page = Login.at(rules.realm().uri("/protocol/openid-connect/auth?" + request), browser)
                .answerTo("anna", PASSWORD);
        Answer agreed = Login.agree(browser, page).expect(302);
        String code = Login.parameter(Login.location(agreed), "code");
        rules.assertRejected(
                BodyFormat.FORM,
                "asking",
                exchange(code, "scope", "openid address"),
                "invalid_scope",
                "Invalid parameter: scope asks for more than was granted");
        Answer tokens = rules.token(BodyFormat.FORM, "asking", exchange(code, "scope", "openid"))
                .expect(200);
        assertThat(Claims.scopes(tokens.text("access_token"))).doesNotContain("phone");
        rules.token(BodyFormat.FORM, "asking", refresh(tokens.text("refresh_token"), "scope", "openid"))
                .expect(200);
    }

    /** An unauthenticated client does not learn the rules. */
    @Test
    void authenticationComesFirst() {
        Answer answer = BodyFormat.FORM.post(
                rules.realm().token(),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                Http.basic("required", "wrong"));
        assertThat(answer.expect(401).text("error")).isEqualTo("unauthorized_client");
    }

    @Test
    void theEventNamesTheRule() {
        rules.assertRejected(
                BodyFormat.FORM,
                "no-scope",
                Map.of("grant_type", "client_credentials", "scope", "phone"),
                "invalid_request",
                "Unexpected parameter: scope must not be sent with client_credentials");
        assertThat(rules.realm().events("CLIENT_LOGIN_ERROR")).anySatisfy(event -> {
            assertThat(event.get("clientId").textValue()).isEqualTo("no-scope");
            assertThat(event.get("details").get("reason").textValue())
                    .isEqualTo("token_request_reject_scope_on_client_credentials");
        });
    }
}
