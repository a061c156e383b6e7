package dev.extendedtoken.keycloak.tokenrequest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.request.TokenRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule alone, all of them together, and none. */
class RequestRulesTest {

    private static final String CODE = TokenRequest.AUTHORIZATION_CODE;
    private static final String REFRESH = TokenRequest.REFRESH_TOKEN;
    private static final String CLIENT_CREDENTIALS = TokenRequest.CLIENT_CREDENTIALS;
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    /** Those whose scopes nobody has granted before. */
    private static final List<String> OTHERS = List.of(
            CLIENT_CREDENTIALS,
            "password",
            DEVICE,
            "urn:openid:params:grant-type:ciba",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "urn:ietf:params:oauth:grant-type:uma-ticket",
            "urn:ietf:params:oauth:grant-type:pre-authorized_code",
            "Authorization_Code",
            "unknown");

    private static final Granted ALL = new Granted(Set.of("openid", "email", "offline_access")::contains, true, true);

    static List<String> others() {
        return OTHERS;
    }

    static Stream<String> grants() {
        return Stream.concat(Stream.of(CODE, REFRESH), OTHERS.stream());
    }

    @ParameterizedTest
    @MethodSource("grants")
    void withoutRulesNothingIsRefusedOrLookedUp(String grant) {
        TokenRequest request = request("grant_type=" + grant
                + "&code=c&code_verifier=v&redirect_uri=https://app.example/&refresh_token=r&scope=anything&x=y");
        assertThat(untouched(off(), request)).isEmpty();
        assertThat(untouched(off(), request(""))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("grants")
    void aRequiredParameterIsMissingInAnyGrant(String grant) {
        RequestRules rules = required("client_id", "audience");
        assertThat(untouched(rules, request("grant_type=" + grant + "&audience=a&client_id=c")))
                .isEmpty();
        for (String sent : List.of("", "&client_id=", "&audience=a", "&audience=a&client_id=", "&Client_id=c")) {
            assertThat(untouched(rules, request("grant_type=" + grant + sent)))
                    .contains(new RuleViolation(
                            "required-parameters", "invalid_request", "Missing parameter: client_id"));
        }
        assertThat(untouched(rules, request("grant_type=" + grant + "&client_id=c&audience=")))
                .contains(new RuleViolation("required-parameters", "invalid_request", "Missing parameter: audience"));
    }

    @Test
    void aGrantTypeCanBeRequired() {
        assertThat(untouched(required("grant_type"), request("code=c")).map(RuleViolation::description))
                .contains("Missing parameter: grant_type");
        assertThat(untouched(required("grant_type"), request("grant_type=x"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/cb/",
                "https://app.example/CB",
                "https://app.example/cb?x",
                "https://app.example/cb#",
                "https://app.example/c",
                " https://app.example/cb",
                "https://app.example/cb,com.example:/",
                "*",
                " "
            })
    void onlyAllowedRedirectUrisLetterByLetter(String uri) {
        RequestRules rules = redirectUris("https://app.example/cb", "com.example:/");
        RuleViolation violation = new RuleViolation(
                "allowed-redirect-uris",
                "invalid_request",
                "Invalid parameter: redirect_uri is not one that this client may send here");
        grants().forEach(grant -> assertThat(
                        untouched(rules, new TokenRequest(Map.of("grant_type", grant, "redirect_uri", uri))))
                .contains(violation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&redirect_uri=",
                "&redirect_uri=https://app.example/cb",
                "&redirect_uri=com.example:/",
                "&redirect_url=https://other.example/"
            })
    void anAllowedRedirectUriOrNone(String sent) {
        RequestRules rules = redirectUris("https://app.example/cb", "com.example:/");
        grants().forEach(grant -> assertThat(untouched(rules, request("grant_type=" + grant + sent)))
                .isEmpty());
    }

    @Test
    void anAllowedWildcardIsNoPattern() {
        assertThat(untouched(redirectUris("*", "https://app.example/*"), request("redirect_uri=https://app.example/cb"))
                        .map(RuleViolation::rule))
                .contains("allowed-redirect-uris");
    }

    /** Each with every other grant. Not a verifier with the device grant: Keycloak takes one there. */
    static Stream<Arguments> strayParameters() {
        Map<String, String> grantOf =
                Map.of("code", CODE, "code_verifier", CODE, "redirect_uri", CODE, REFRESH, REFRESH);
        return grantOf.entrySet().stream().flatMap(parameter -> grants().filter(
                        grant -> !grant.equals(parameter.getValue()))
                .filter(grant -> !grant.equals(DEVICE) || !parameter.getKey().equals("code_verifier"))
                .map(grant -> Arguments.of(parameter.getKey(), parameter.getValue(), grant)));
    }

    @ParameterizedTest
    @MethodSource("strayParameters")
    void aParameterOfAnotherGrantIsStray(String name, String owner, String grant) {
        TokenRequest request = request("grant_type=" + grant + "&client_id=c&scope=s&" + name + "=x");
        RuleViolation violation = new RuleViolation(
                "strict-parameters",
                "invalid_request",
                "Unexpected parameter: " + name + " belongs to grant_type " + owner);
        assertThat(broken(strict(), request, ALL)).contains(violation);
        assertThat(untouched(strict(name), request)).isEmpty();
        assertThat(untouched(strict(), request("grant_type=" + grant + "&" + name + "=")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "code=c&code_verifier=v&redirect_uri=u&refresh_token=r, code",
        "refresh_token=r&redirect_uri=u&code_verifier=v, code_verifier",
        "refresh_token=r&redirect_uri=u, redirect_uri",
        "refresh_token=r, refresh_token"
    })
    void withoutAGrantTypeAllAreStrayAndTheFirstIsNamed(String form, String named) {
        for (String grant : List.of("", "grant_type=&", "grant_type=password&")) {
            assertThat(untouched(strict(), request(grant + form)).map(RuleViolation::description))
                    .hasValueSatisfying(
                            text -> assertThat(text).startsWith("Unexpected parameter: " + named + " belongs"));
        }
    }

    @ParameterizedTest
    @MethodSource("grants")
    void otherParametersAreNeverStray(String grant) {
        assertThat(untouched(
                        strict(),
                        request("grant_type=" + grant + "&scope=s&username=u&password=p&device_code=d&auth_req_id=a"
                                + "&subject_token=t&assertion=j&resource=x&client_id=c&client_secret=z&foo=bar")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', false, false, ",
        "&code_verifier=v, true, true, ",
        "&code_verifier=v, false, true, ",
        "&code_verifier=v, true, false, code_verifier",
        "&code_verifier=v, false, false, code_verifier",
        "&code_verifier=, false, false, ",
        "&redirect_uri=u, true, true, ",
        "&redirect_uri=u, true, false, ",
        "&redirect_uri=u, false, true, redirect_uri",
        "&redirect_uri=u, false, false, redirect_uri",
        "&redirect_uri=, false, false, ",
        "&redirect_uri=u&code_verifier=v, true, true, ",
        "&redirect_uri=u&code_verifier=v, false, true, redirect_uri",
        "&redirect_uri=u&code_verifier=v, true, false, code_verifier",
        "&redirect_uri=u&code_verifier=v, false, false, code_verifier"
    })
    void whatTheAuthorizationRequestHasNoUseForIsUseless(
            String sent, boolean redirectUri, boolean challenge, String named) {
        TokenRequest request = request("grant_type=authorization_code&code=c" + sent);
        Granted granted = new Granted(scope -> false, redirectUri, challenge);
        assertThat(broken(strict(), request, granted))
                .isEqualTo(Optional.ofNullable(named)
                        .map(name -> new RuleViolation(
                                "strict-parameters",
                                "invalid_request",
                                "Unexpected parameter: " + name + ", because the authorization request had no "
                                        + (name.equals("code_verifier") ? "code_challenge" : "redirect_uri"))));
        assertThat(untouched(off(), request)).isEmpty();
    }

    /** That one is required does not excuse the other. */
    @Test
    void whatIsRequiredIsNotUseless() {
        TokenRequest request = request("grant_type=authorization_code&code=c&redirect_uri=u&code_verifier=v");
        assertThat(untouched(strict("code_verifier", "redirect_uri"), request)).isEmpty();
        Granted nothing = new Granted(scope -> false, false, false);
        assertThat(broken(strict("code_verifier"), request, nothing).map(RuleViolation::description))
                .hasValueSatisfying(text -> assertThat(text).contains("parameter: redirect_uri,"));
        assertThat(broken(strict("redirect_uri"), request, nothing).map(RuleViolation::description))
                .hasValueSatisfying(text -> assertThat(text).contains("parameter: code_verifier,"));
    }

    @ParameterizedTest
    @ValueSource(strings = {CODE, REFRESH})
    void aCodeOrTokenThatIsNotGoodIsKeycloaks(String grant) {
        TokenRequest request = request("grant_type=" + grant + "&scope=openid other"
                + (grant.equals(CODE) ? "&code=c&code_verifier=v&redirect_uri=u" : "&refresh_token=r"));
        RequestRules rules = new RequestRules(List.of(), List.of(), true, true, true, true, true, 128);
        AtomicInteger asked = new AtomicInteger();
        assertThat(rules.violation(request, () -> {
                    asked.incrementAndGet();
                    return Optional.empty();
                }))
                .isEmpty();
        assertThat(asked).hasPositiveValue();
    }

    @Test
    void noScopeOnClientCredentials() {
        for (String scope : List.of("a", "openid", " ")) {
            assertThat(untouched(rejectScope(), request("grant_type=client_credentials&scope=" + scope)))
                    .contains(new RuleViolation(
                            "reject-scope-on-client-credentials",
                            "invalid_request",
                            "Unexpected parameter: scope must not be sent with client_credentials"));
        }
        assertThat(untouched(rejectScope(), request("grant_type=client_credentials")))
                .isEmpty();
        assertThat(untouched(rejectScope(), request("grant_type=client_credentials&scope=")))
                .isEmpty();
        assertThat(untouched(rejectScope(), request("scope=a"))).isEmpty();
        grants().filter(grant -> !grant.equals(CLIENT_CREDENTIALS))
                .forEach(grant -> assertThat(untouched(rejectScope(), request("grant_type=" + grant + "&scope=a")))
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"email", "email profile", "OpenID", "openid2", "open id", "email,openid", "openid,email", " "})
    void aScopeWithACodeOrARefreshTokenNeedsOpenid(String scope) {
        for (String grant : List.of(CODE, REFRESH)) {
            assertThat(untouched(openid(), request("grant_type=" + grant + "&scope=" + scope)))
                    .contains(new RuleViolation(
                            "require-openid-scope", "invalid_scope", "Invalid parameter: scope must contain openid"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&scope=",
                "&scope=openid",
                "&scope=email openid",
                "&scope=openid email",
                "&scope= openid ",
                "&scope=email  openid"
            })
    void openidOrNoScope(String sent) {
        for (String grant : List.of(CODE, REFRESH)) {
            assertThat(untouched(openid(), request("grant_type=" + grant + sent)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void otherGrantsNeedNoOpenidAndHaveNoSubset(String grant) {
        assertThat(untouched(openid(), request("grant_type=" + grant + "&scope=email")))
                .isEmpty();
        assertThat(untouched(subset(), request("grant_type=" + grant + "&scope=other")))
                .isEmpty();
        assertThat(untouched(openid(), request("scope=email"))).isEmpty();
        assertThat(untouched(subset(), request("scope=other"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "openid, true",
        "openid email, true",
        "email openid email, true",
        "offline_access email openid, true",
        "' email  openid ', true",
        "' ', true",
        "profile, false",
        "openid profile, false",
        "Email, false",
        "email:x, false",
        "'openid,email', false"
    })
    void noScopeThatWasNotGranted(String scope, boolean good) {
        RuleViolation violation = new RuleViolation(
                "strict-scope-subset", "invalid_scope", "Invalid parameter: scope asks for more than was granted");
        for (String grant : List.of(CODE, REFRESH)) {
            assertThat(broken(subset(), request("grant_type=" + grant + "&scope=" + scope), ALL))
                    .isEqualTo(good ? Optional.empty() : Optional.of(violation));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CODE, REFRESH})
    void withoutAScopeNobodyAsksWhatWasGranted(String grant) {
        assertThat(untouched(subset(), request("grant_type=" + grant))).isEmpty();
        assertThat(untouched(subset(), request("grant_type=" + grant + "&scope=")))
                .isEmpty();
    }

    @Test
    void nothingIsASubsetOfNoScopesButNothing() {
        Granted none = new Granted(scope -> false, false, false);
        assertThat(broken(subset(), request("grant_type=refresh_token&scope=openid"), none))
                .isPresent();
        assertThat(broken(subset(), request("grant_type=refresh_token&scope= "), none))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "43, 43, true",
        "43, 44, false",
        "128, 0, true",
        "128, 1, true",
        "128, 128, true",
        "128, 129, false",
        "128, 100000, false",
        "256, 129, true",
        "256, 256, true",
        "256, 257, false"
    })
    void aVerifierHasALimitInAnyGrant(int max, int length, boolean good) {
        Optional<RuleViolation> violation = good
                ? Optional.empty()
                : Optional.of(new RuleViolation(
                        "max-code-verifier-length",
                        "invalid_request",
                        "Invalid parameter: code_verifier has more than " + max + " characters"));
        grants().forEach(grant -> assertThat(untouched(
                        maxVerifier(max), request("grant_type=" + grant + "&code_verifier=" + "v".repeat(length))))
                .isEqualTo(violation));
    }

    @ParameterizedTest
    @MethodSource("grants")
    void narrowingRefusesNothing(String grant) {
        RequestRules rules = new RequestRules(List.of(), List.of(), false, false, false, true, false, 128);
        assertThat(untouched(rules, request("grant_type=" + grant + "&scope=other&code=c&refresh_token=r")))
                .isEmpty();
    }

    /** Of a request that breaks them all, one thing after the other is put right. */
    @Test
    void allTogetherWithACode() {
        Map<String, String> sent = form("grant_type=authorization_code&code=c&redirect_uri=https://other.example/"
                + "&refresh_token=r&code_verifier=" + "v".repeat(129) + "&scope=profile");
        Granted bare = new Granted(ALL.includesScope(), false, false);
        RequestRules all = all();

        assertRefused(all, sent, bare, "required-parameters", "client_id");
        sent.put("client_id", "c");
        assertRefused(all, sent, bare, "allowed-redirect-uris", "redirect_uri");
        sent.put("redirect_uri", "https://app.example/cb");
        assertRefused(all, sent, bare, "strict-parameters", "refresh_token");
        sent.put("refresh_token", "");
        assertRefused(all, sent, bare, "strict-parameters", "code_verifier");
        assertRefused(all, sent, new Granted(ALL.includesScope(), false, true), "strict-parameters", "redirect_uri");
        assertRefused(all, sent, ALL, "require-openid-scope", "openid");
        sent.put("scope", "openid profile");
        assertRefused(all, sent, ALL, "max-code-verifier-length", "128");
        sent.put("code_verifier", "v".repeat(128));
        assertRefused(all, sent, ALL, "strict-scope-subset", "scope");
        sent.put("scope", "openid email");
        assertThat(broken(all, new TokenRequest(sent), ALL)).isEmpty();
    }

    @Test
    void allTogetherWithARefreshToken() {
        Map<String, String> sent =
                form("grant_type=refresh_token&refresh_token=r&client_id=c&code=c&scope=profile&redirect_uri=");
        Granted refresh = new Granted(ALL.includesScope(), false, false);

        assertRefused(all(), sent, refresh, "strict-parameters", "code");
        sent.remove("code");
        assertRefused(all(), sent, refresh, "require-openid-scope", "openid");
        sent.put("scope", "profile openid");
        assertRefused(all(), sent, refresh, "strict-scope-subset", "scope");
        sent.put("scope", "email openid");
        assertThat(broken(all(), new TokenRequest(sent), refresh)).isEmpty();
    }

    @Test
    void allTogetherWithClientCredentials() {
        Map<String, String> sent = form("grant_type=client_credentials&client_id=c&redirect_uri=https://other.example/"
                + "&scope=profile&code_verifier=v");

        assertRefused(all(), sent, ALL, "allowed-redirect-uris", "redirect_uri");
        sent.put("redirect_uri", "https://app.example/cb");
        assertRefused(all(), sent, ALL, "strict-parameters", "code_verifier");
        sent.remove("code_verifier");
        assertRefused(all(), sent, ALL, "strict-parameters", "redirect_uri");
        sent.remove("redirect_uri");
        assertRefused(all(), sent, ALL, "reject-scope-on-client-credentials", "scope");
        sent.remove("scope");
        assertThat(untouched(all(), new TokenRequest(sent))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("others")
    void allTogetherForAnyOtherGrant(String grant) {
        assertThat(untouched(all(), request("grant_type=" + grant + "&client_id=c&username=u&password=p")))
                .isEmpty();
    }

    private static void assertRefused(
            RequestRules rules, Map<String, String> sent, Granted granted, String rule, String named) {
        assertThat(broken(rules, new TokenRequest(sent), granted)).hasValueSatisfying(broken -> {
            assertThat(broken.rule()).isEqualTo(rule);
            assertThat(broken.description()).contains(named);
        });
    }

    @Test
    void theReasonIsTheRulesName() {
        assertThat(RuleViolation.request("strict-parameters", "x").reason())
                .isEqualTo("token_request_strict_parameters");
        assertThat(RuleViolation.scope("reject-scope-on-client-credentials", "x"))
                .isEqualTo(new RuleViolation("reject-scope-on-client-credentials", "invalid_scope", "x"))
                .extracting(RuleViolation::reason)
                .isEqualTo("token_request_reject_scope_on_client_credentials");
    }

    @Test
    void anEmptyParameterIsAbsent() {
        TokenRequest request = request("grant_type=&scope=&code=c");
        assertThat(request.get("scope")).isEmpty();
        assertThat(request.get("refresh_token")).isEmpty();
        assertThat(request.get("code")).contains("c");
        assertThat(request.has("scope")).isFalse();
        assertThat(request.has("refresh_token")).isFalse();
        assertThat(request.has("code")).isTrue();
        assertThat(request.isGrant("")).isFalse();
        assertThat(request.scopes()).isEmpty();
    }

    @Test
    void aGrantTypeIsComparedLetterByLetter() {
        assertThat(request("grant_type=refresh_token").isGrant(REFRESH)).isTrue();
        assertThat(request("grant_type=Refresh_token").isGrant(REFRESH)).isFalse();
        assertThat(request("grant_type=refresh_token ").isGrant(REFRESH)).isFalse();
        assertThat(request("").isGrant(REFRESH)).isFalse();
    }

    @Test
    void scopesAreASetOfWords() {
        assertThat(request("scope= b a  b ").scopes().orElseThrow()).containsExactly("a", "b");
        assertThat(request("scope= ").scopes().orElseThrow()).isEmpty();
        assertThat(TokenRequest.scopes("")).isEmpty();
    }

    static Stream<Random> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(200).map(Random::new);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withoutRulesOnlyALongVerifierIsRefused(Random random) {
        for (int i = 0; i < 200; i++) {
            TokenRequest request = randomRequest(random);
            boolean tooLong = request.get("code_verifier").orElse("").length() > 128;
            assertThat(untouched(off(), request).map(RuleViolation::rule))
                    .isEqualTo(tooLong ? Optional.of("max-code-verifier-length") : Optional.empty());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasGrantedIsLookedUpOnlyWhereARuleNeedsIt(Random random) {
        for (int i = 0; i < 200; i++) {
            RequestRules rules = randomRules(random);
            TokenRequest request = randomRequest(random);
            AtomicInteger asked = new AtomicInteger();
            Optional<RuleViolation> broken = rules.violation(request, () -> {
                asked.incrementAndGet();
                return randomGranted(random);
            });
            if (!needsGranted(rules, request)) {
                assertThat(asked).hasValue(0);
            } else if (broken.isEmpty()) {
                assertThat(asked).hasPositiveValue();
            }
        }
    }

    private static boolean needsGranted(RequestRules rules, TokenRequest request) {
        boolean code = request.isGrant(CODE);
        boolean counterparts = Stream.of("code_verifier", "redirect_uri")
                .anyMatch(
                        name -> request.has(name) && !rules.requiredParameters().contains(name));
        return code && rules.strictParameters() && counterparts
                || (code || request.isGrant(REFRESH)) && rules.strictScopeSubset() && request.has("scope");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aViolationNamesAConfiguredRuleAndRepeatsNoValue(Random random) {
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            RequestRules rules = randomRules(random);
            Optional<RuleViolation> broken = rules.violation(randomRequest(random), () -> randomGranted(random));
            if (broken.isPresent()) {
                refused++;
                assertThat(isEnabled(rules, broken.get().rule())).isTrue();
                assertThat(broken.get().error()).isIn("invalid_request", "invalid_scope");
                assertThat(broken.get().description()).doesNotContain("~");
            }
        }
        assertThat(refused).isBetween(1, 199);
    }

    private static boolean isEnabled(RequestRules rules, String rule) {
        return switch (rule) {
            case RequestRules.REQUIRED_PARAMETERS -> !rules.requiredParameters().isEmpty();
            case RequestRules.ALLOWED_REDIRECT_URIS ->
                !rules.allowedRedirectUris().isEmpty();
            case RequestRules.STRICT_PARAMETERS -> rules.strictParameters();
            case RequestRules.REJECT_SCOPE -> rules.rejectScopeOnClientCredentials();
            case RequestRules.REQUIRE_OPENID_SCOPE -> rules.requireOpenidScope();
            case RequestRules.STRICT_SCOPE_SUBSET -> rules.strictScopeSubset();
            case RequestRules.MAX_CODE_VERIFIER_LENGTH -> true;
            default -> false;
        };
    }

    /** Every word of a value has a tilde, but for {@code openid} and the names of grants. */
    private static TokenRequest randomRequest(Random random) {
        Map<String, String> sent = new HashMap<>();
        sent.put(
                "grant_type", one(random, CODE, CODE, REFRESH, CLIENT_CREDENTIALS, "password", DEVICE, "~unknown", ""));
        sent.put("scope", one(random, "", " ", "openid", "openid ~a", "~a ~b", "~a  openid ~c", "~c"));
        sent.put("redirect_uri", one(random, "", "https://app.example/~one", "https://app.example/~two"));
        sent.put(
                "code_verifier",
                one(random, "", "~", "~".repeat(43), "~".repeat(128), "~".repeat(129), "~".repeat(257)));
        for (String name : List.of("code", "refresh_token", "client_id", "audience")) {
            sent.put(name, one(random, "", "~" + Long.toHexString(random.nextLong())));
        }
        sent.keySet().removeIf(name -> random.nextInt(4) == 0);
        return new TokenRequest(sent);
    }

    private static RequestRules randomRules(Random random) {
        return new RequestRules(
                random.nextBoolean() ? List.of() : List.of("https://app.example/~one"),
                random.nextInt(4) > 0 ? List.of() : List.of(one(random, "client_id", "code_verifier", "redirect_uri")),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? 128 : 256);
    }

    private static Optional<Granted> randomGranted(Random random) {
        return random.nextInt(4) == 0
                ? Optional.empty()
                : Optional.of(
                        new Granted(Set.of("openid", "~a")::contains, random.nextBoolean(), random.nextBoolean()));
    }

    private static String one(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }

    private static Optional<RuleViolation> broken(RequestRules rules, TokenRequest request, Granted granted) {
        return rules.violation(request, () -> Optional.of(granted));
    }

    /** The same where nobody may ask what was granted. */
    private static Optional<RuleViolation> untouched(RequestRules rules, TokenRequest request) {
        return rules.violation(request, () -> {
            throw new AssertionError("looked up");
        });
    }

    private static TokenRequest request(String form) {
        return new TokenRequest(form(form));
    }

    private static Map<String, String> form(String form) {
        Map<String, String> parameters = new HashMap<>();
        Arrays.stream(form.split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> parameters.put(pair[0], pair[1]));
        return parameters;
    }

    private static RequestRules off() {
        return maxVerifier(128);
    }

    private static RequestRules maxVerifier(int length) {
        return new RequestRules(List.of(), List.of(), false, false, false, false, false, length);
    }

    private static RequestRules required(String... names) {
        return new RequestRules(List.of(), List.of(names), false, false, false, false, false, 128);
    }

    private static RequestRules redirectUris(String... uris) {
        return new RequestRules(List.of(uris), List.of(), false, false, false, false, false, 128);
    }

    private static RequestRules strict(String... required) {
        return new RequestRules(List.of(), List.of(required), true, false, false, false, false, 128);
    }

    private static RequestRules openid() {
        return new RequestRules(List.of(), List.of(), false, true, false, false, false, 128);
    }

    private static RequestRules subset() {
        return new RequestRules(List.of(), List.of(), false, false, true, false, false, 128);
    }

    private static RequestRules rejectScope() {
        return new RequestRules(List.of(), List.of(), false, false, false, false, true, 128);
    }

    private static RequestRules all() {
        return new RequestRules(
                List.of("https://app.example/cb"), List.of("client_id"), true, true, true, true, true, 128);
    }
}
