package dev.extendedtoken.keycloak.tokenrequest;

import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.CALLBACK;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.PASSWORD;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.VERIFIER;
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
import dev.extendedtoken.keycloak.support.SigningKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule alone, all together, and none. What is refused leaves its code and its refresh token as they were. */
@Tag("version")
@KeycloakTest
class RequestRulesIT {

    /** As some clients of other systems send it: 128 random bytes in hexadecimal digits. */
    private static final String LONG_VERIFIER = "0123456789abcdef".repeat(16);

    @InjectRealm
    private static RulesRealm rules;

    static RealmFile realmFile() {
        RealmFile file = RulesRealm.file("token-rules");
        RulesRealm.rules(file, "required", Map.of("required-parameters", List.of("client_id", "redirect_uri")));
        RulesRealm.rules(file, "uris", Map.of("allowed-redirect-uris", List.of(CALLBACK)));
        RulesRealm.rules(file, "strict", Map.of("strict-parameters", "true"));
        RulesRealm.rules(file, "openid", Map.of("require-openid-scope", "true"));
        RulesRealm.rules(file, "subset", Map.of("strict-scope-subset", "true"));
        RulesRealm.rules(file, "narrow", Map.of("narrow-scope-at-code-exchange", "true"));
        RulesRealm.rules(file, "no-scope", Map.of("reject-scope-on-client-credentials", "true"));
        RulesRealm.rules(file, "verifiers", Map.of("max-code-verifier-length", "256"));
        RulesRealm.rules(file, "short-verifiers", Map.of("max-code-verifier-length", "64"));
        RulesRealm.rules(
                file,
                "all",
                Map.of(
                        "allowed-redirect-uris", List.of(CALLBACK),
                        "required-parameters", List.of("grant_type"),
                        "strict-parameters", "true",
                        "require-openid-scope", "true",
                        "strict-scope-subset", "true",
                        "narrow-scope-at-code-exchange", "true",
                        "reject-scope-on-client-credentials", "true",
                        "max-code-verifier-length", "256"));
        RulesRealm.rules(file, "off", Map.of());
        RulesRealm.client(file, "free", "none", Map.of());
        RulesRealm.client(file, "asking", "all", Map.of("consentRequired", true));
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void requiredParameters(BodyFormat format) {
        String code = rules.code("required", "openid");
        Map<String, String> good = exchange(code, "client_id", "required");
        refused(format, "required", changed(good, "client_id", ""), "invalid_request", "Missing parameter: client_id");
        refused(
                format,
                "required",
                changed(good, "redirect_uri", ""),
                "invalid_request",
                "Missing parameter: redirect_uri");
        Map<String, String> empty = new TreeMap<>(good);
        empty.put("redirect_uri", "");
        refused(format, "required", empty, "invalid_request", "Missing parameter: redirect_uri");
        Answer tokens = rules.token(format, "required", good).expect(200);
        Map<String, String> again = refresh(tokens.text("refresh_token"), "client_id", "required");
        refused(format, "required", again, "invalid_request", "Missing parameter: redirect_uri");
        rules.token(format, "required", changed(again, "redirect_uri", CALLBACK))
                .expect(200);
        refused(
                format,
                "required",
                Map.of("grant_type", "client_credentials"),
                "invalid_request",
                "Missing parameter: client_id");
    }

    /** Also to get a token with another one: the rules are those of the client that gets it. */
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
            refused(format, "required", request, "invalid_request", "Missing parameter: client_id");
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
        refused(format, "uris", exchange(code, "redirect_uri", CALLBACK + "/"), "invalid_request", wrong);
        Answer tokens = rules.token(format, "uris", exchange(code)).expect(200);
        String token = tokens.text("refresh_token");
        refused(format, "uris", refresh(token, "redirect_uri", "https://example.com"), "invalid_request", wrong);
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
            refused(
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
        refused(
                format,
                "strict",
                exchange(code, "refresh_token", "a-token"),
                "invalid_request",
                "Unexpected parameter: refresh_token belongs to grant_type refresh_token");
        String token = rules.token(format, "strict", exchange(code)).expect(200).text("refresh_token");
        for (String parameter : List.of("code", "code_verifier", "redirect_uri")) {
            refused(
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
        refused(
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
        refused(
                format,
                "strict",
                exchange(code, "code_verifier", ""),
                "invalid_request",
                "Unexpected parameter: redirect_uri, because the authorization request had no redirect_uri");
        rules.token(format, "strict", exchange(code, "code_verifier", "", "redirect_uri", ""))
                .expect(200);
    }

    /** Another client's code, a used one and a made-up one are Keycloak's business, in its own words. */
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
    void openidScope(BodyFormat format) {
        String missing = "Invalid parameter: scope must contain openid";
        String code = rules.code("openid", "openid phone");
        refused(format, "openid", exchange(code, "scope", "phone"), "invalid_scope", missing);
        Answer tokens = rules.token(format, "openid", exchange(code, "scope", "openid phone"))
                .expect(200);
        String token = tokens.text("refresh_token");
        refused(format, "openid", refresh(token, "scope", "phone"), "invalid_scope", missing);
        String next = rules.token(format, "openid", refresh(token, "scope", "phone openid"))
                .expect(200)
                .text("refresh_token");
        rules.token(format, "openid", refresh(next)).expect(200);
        rules.token(format, "openid", Map.of("grant_type", "client_credentials", "scope", "phone"))
                .expect(200);
    }

    @ParameterizedTest
    @EnumSource
    void strictSubset(BodyFormat format) {
        String more = "Invalid parameter: scope asks for more than was granted";
        String code = rules.code("subset", "openid phone");
        for (String scope : List.of("openid address", "address", "openid phone nonsense", "offline_access", "Openid")) {
            refused(format, "subset", exchange(code, "scope", scope), "invalid_scope", more);
        }
        Answer tokens = rules.token(format, "subset", exchange(code, "scope", "openid email phone"))
                .expect(200);
        String token = tokens.text("refresh_token");
        for (String scope : List.of("openid address", "offline_access phone")) {
            refused(format, "subset", refresh(token, "scope", scope), "invalid_scope", more);
        }
        Answer narrower =
                rules.token(format, "subset", refresh(token, "scope", "openid")).expect(200);
        assertThat(Claims.scopes(narrower.text("access_token"))).doesNotContain("phone");
        // RFC 6749 section 6: the refresh token stays what it was.
        Answer wider = rules.token(format, "subset", refresh(narrower.text("refresh_token"), "scope", "openid phone"))
                .expect(200);
        assertThat(Claims.scopes(wider.text("access_token"))).contains("phone");
    }

    /** Longer than Keycloak takes a parameter to be: it drops it, so there is nothing to judge. */
    private static final String TOO_LONG = "phone ".repeat(700);

    private static final String LONG = "phone ".repeat(600);

    @ParameterizedTest
    @EnumSource
    void aScopeIgnoredByKeycloakIsNotChecked(BodyFormat format) {
        for (String client : List.of("openid", "subset")) {
            String code = rules.code(client, "openid");
            refusedScope(format, client, exchange(code, "scope", LONG));
            Answer tokens = rules.token(format, client, exchange(code, "scope", TOO_LONG))
                    .expect(200);
            assertThat(Claims.scopes(tokens.text("access_token"))).doesNotContain("phone");
            String token = tokens.text("refresh_token");
            refusedScope(format, client, refresh(token, "scope", LONG));
            rules.token(format, client, refresh(token, "scope", TOO_LONG)).expect(200);
        }
        Map<String, String> credentials = Map.of("grant_type", "client_credentials", "scope", TOO_LONG);
        rules.token(format, "no-scope", credentials).expect(200);
    }

    private static void refusedScope(BodyFormat format, String client, Map<String, String> request) {
        assertThat(rules.token(format, client, request).expect(400).text("error"))
                .isEqualTo("invalid_scope");
    }

    @ParameterizedTest
    @EnumSource
    void aParameterIgnoredByKeycloakIsMissing(BodyFormat format) {
        String code = rules.code("required", "openid");
        Map<String, String> good = exchange(code, "client_id", "required");
        refused(
                format,
                "required",
                changed(good, "redirect_uri", CALLBACK + "?" + "x".repeat(4_000)),
                "invalid_request",
                "Missing parameter: redirect_uri");
        rules.token(format, "required", good).expect(200);
    }

    /** Words that no hash table tells apart: where each was looked up among all, this took seconds. */
    @ParameterizedTest
    @EnumSource
    void scopesWithEqualHashCodes(BodyFormat format) {
        List<String> words = List.of("");
        while (words.get(0).length() < 24) {
            words = words.stream()
                    .flatMap(word -> Stream.of(word + "Aa", word + "BB"))
                    .limit(2_400)
                    .toList();
        }
        String all = String.join(" ", words);
        String fit = all.substring(0, 3_900);
        String code = rules.code("subset", "openid");
        Answer tokens =
                rules.token(format, "subset", exchange(code, "scope", all)).expect(200);
        refusedScope(format, "subset", refresh(tokens.text("refresh_token"), "scope", fit));
        rules.token(format, "subset", refresh(tokens.text("refresh_token"))).expect(200);
    }

    /** Without the rule Keycloak drops what was not granted. */
    @ParameterizedTest
    @EnumSource
    void ignoredWithoutTheRule(BodyFormat format) {
        String code = rules.code("free", "openid phone");
        Answer tokens = rules.token(format, "free", exchange(code, "scope", "openid address"))
                .expect(200);
        assertThat(Claims.scopes(tokens.text("access_token"))).contains("phone").doesNotContain("address");
        Answer again = rules.token(format, "free", refresh(tokens.text("refresh_token"), "scope", "openid address"))
                .expect(200);
        assertThat(Claims.scopes(again.text("access_token"))).doesNotContain("phone", "address");
    }

    @ParameterizedTest
    @EnumSource
    void narrowing(BodyFormat format) {
        String code = rules.code("narrow", "openid phone address");
        Answer tokens = rules.token(format, "narrow", exchange(code, "scope", "openid phone nonsense"))
                .expect(200);
        narrowed(tokens);
        assertThat(Claims.of(tokens.text("id_token")).has("address")).isFalse();
        assertThat(Claims.of(tokens.text("id_token")).has("phone_number_verified"))
                .isEqualTo(Claims.of(tokens.text("access_token")).has("phone_number_verified"));
        Answer again = rules.token(
                        format, "narrow", refresh(tokens.text("refresh_token"), "scope", "openid phone address"))
                .expect(200);
        narrowed(again);
        narrowed(rules.token(format, "narrow", refresh(again.text("refresh_token")))
                .expect(200));
    }

    private static void narrowed(Answer tokens) {
        assertThat(tokens.text("scope").split(" ")).contains("openid", "phone").doesNotContain("address", "nonsense");
        assertThat(Claims.scopes(tokens.text("access_token")))
                .contains("phone", "email")
                .doesNotContain("address");
        assertThat(Claims.scopes(tokens.text("refresh_token")))
                .contains("phone")
                .doesNotContain("address");
        assertThat(tokens.text("id_token")).isNotNull();
    }

    /** Without {@code openid} there is no ID token: not at the exchange, and not later. */
    @Test
    void narrowingRemovesTheIdToken() {
        String code = rules.code("narrow", "openid phone");
        Answer tokens = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", "phone"))
                .expect(200);
        assertThat(tokens.text("id_token")).isNull();
        Answer again = rules.token(BodyFormat.FORM, "narrow", refresh(tokens.text("refresh_token")))
                .expect(200);
        assertThat(again.text("id_token")).isNull();
        assertThat(again.text("scope").split(" ")).doesNotContain("openid");
    }

    @Test
    void narrowingKeepsTheNonce() {
        Map<String, String> request = new TreeMap<>(RulesRealm.authorization("openid phone"));
        request.put("nonce", "a-nonce");
        String code = rules.realm().login("narrow", CALLBACK, request).codeFor("anna", PASSWORD);
        Answer tokens = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", "openid"))
                .expect(200);
        assertThat(Claims.of(tokens.text("id_token")).get("nonce").textValue()).isEqualTo("a-nonce");
    }

    @Test
    void narrowingToAnOnlineSession() {
        String code = rules.code("narrow", "openid offline_access");
        Answer online = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", "openid"))
                .expect(200);
        assertThat(Claims.of(online.text("refresh_token")).get("typ").textValue())
                .isEqualTo("Refresh");
        rules.token(BodyFormat.FORM, "narrow", refresh(online.text("refresh_token")))
                .expect(200);
    }

    @Test
    void offlineStaysOffline() {
        String code = rules.code("all", "openid offline_access phone");
        Answer offline = rules.token(BodyFormat.FORM, "all", exchange(code, "scope", "openid offline_access"))
                .expect(200);
        assertThat(Claims.of(offline.text("refresh_token")).get("typ").textValue())
                .isEqualTo("Offline");
        Answer again = rules.token(BodyFormat.FORM, "all", refresh(offline.text("refresh_token"), "scope", "openid"))
                .expect(200);
        assertThat(Claims.of(again.text("refresh_token")).get("typ").textValue())
                .isEqualTo("Offline");
        refused(
                BodyFormat.FORM,
                "all",
                refresh(again.text("refresh_token"), "scope", "openid phone"),
                "invalid_scope",
                "Invalid parameter: scope asks for more than was granted");
    }

    @ParameterizedTest
    @EnumSource
    void noScopeWithClientCredentials(BodyFormat format) {
        Map<String, String> request = Map.of("grant_type", "client_credentials", "scope", "phone");
        refused(
                format,
                "no-scope",
                request,
                "invalid_request",
                "Unexpected parameter: scope must not be sent with client_credentials");
        rules.token(format, "no-scope", changed(request, "scope", "")).expect(200);
        rules.token(format, "free", request).expect(200);
    }

    @ParameterizedTest
    @EnumSource
    void longVerifiersForMatchedClients(BodyFormat format) {
        String code = codeFor("verifiers", LONG_VERIFIER, "S256");
        refused(
                format,
                "verifiers",
                exchange(code, "code_verifier", LONG_VERIFIER + "0"),
                "invalid_request",
                "Invalid parameter: code_verifier has more than 256 characters");
        rules.token(format, "verifiers", exchange(code, "code_verifier", LONG_VERIFIER))
                .expect(200);
        Answer again = rules.token(format, "verifiers", exchange(code, "code_verifier", LONG_VERIFIER))
                .expect(400);
        assertThat(again.text("error")).isEqualTo("invalid_grant");
        // A short one goes on to work for the same client.
        rules.token(format, "verifiers", exchange(rules.code("verifiers", "openid")))
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource({"free, S256", "off, S256", "short-verifiers, S256", "verifiers, plain"})
    void longVerifiersAreRejectedForOtherClients(String client, String method) {
        String code = codeFor(client, method.equals("plain") ? VERIFIER : LONG_VERIFIER, method);
        rules.token(BodyFormat.FORM, client, exchange(code, "code_verifier", LONG_VERIFIER))
                .expect(400);
    }

    /** Neither the challenge that everybody can see, nor its hash, nor another verifier opens the code. */
    @Test
    void aWrongVerifierIsRejected() {
        String challenge = SigningKey.sha256(LONG_VERIFIER);
        for (String wrong :
                List.of(challenge, SigningKey.sha256(challenge), LONG_VERIFIER.replace('0', '1'), VERIFIER)) {
            String code = codeFor("verifiers", LONG_VERIFIER, "S256");
            assertThat(rules.token(BodyFormat.FORM, "verifiers", exchange(code, "code_verifier", wrong))
                            .expect(400)
                            .text("error"))
                    .isEqualTo("invalid_grant");
        }
    }

    @Test
    void shorterVerifiers() {
        String code = codeFor("short-verifiers", "a".repeat(65), "S256");
        refused(
                BodyFormat.FORM,
                "short-verifiers",
                exchange(code, "code_verifier", "a".repeat(65)),
                "invalid_request",
                "Invalid parameter: code_verifier has more than 64 characters");
        rules.token(
                        BodyFormat.FORM,
                        "short-verifiers",
                        exchange(codeFor("short-verifiers", "a".repeat(64), "S256"), "code_verifier", "a".repeat(64)))
                .expect(200);
    }

    private static String codeFor(String client, String verifier, String method) {
        String challenge = method.equals("plain") ? verifier : SigningKey.sha256(verifier);
        return rules.realm()
                .login(
                        client,
                        CALLBACK,
                        Map.of("scope", "openid", "code_challenge", challenge, "code_challenge_method", method))
                .codeFor("anna", PASSWORD);
    }

    @ParameterizedTest
    @EnumSource
    void allTogether(BodyFormat format) {
        String code = codeFor("all", LONG_VERIFIER, "S256");
        Answer tokens = rules.token(format, "all", exchange(code, "code_verifier", LONG_VERIFIER, "scope", "openid"))
                .expect(200);
        rules.token(format, "all", refresh(tokens.text("refresh_token"), "scope", "openid"))
                .expect(200);
        rules.token(format, "all", Map.of("grant_type", "client_credentials")).expect(200);
    }

    /** Granted is what the person has agreed to; agreeing to it is Keycloak's page. */
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
        refused(
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

    /** Who is not who he says does not learn what rules there are. */
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
        refused(
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

    private static void refused(
            BodyFormat format, String client, Map<String, String> request, String error, String description) {
        Answer answer = rules.token(format, client, request).expect(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).isEqualTo(description);
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }
}
