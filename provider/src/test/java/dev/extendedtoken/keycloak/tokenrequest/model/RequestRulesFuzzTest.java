package dev.extendedtoken.keycloak.tokenrequest.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.extendedtoken.keycloak.request.TokenRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Any bytes as the parameters of a token request: a line each, name and value with an equals sign in between. */
class RequestRulesFuzzTest {

    private static final int MAX_VERIFIER = 64;

    private static final RequestRules ALL = new RequestRules(
            List.of("https://app.example/callback"), List.of("client_id"), true, true, true, true, true, MAX_VERIFIER);

    @FuzzTest
    void isRefusedWithoutAWordOfTheRequest(byte[] input) {
        Map<String, String> parameters = new TreeMap<>();
        new String(input, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> parameters.put(pair[0], pair[1]));
        TokenRequest request = new TokenRequest(parameters);
        String grantedScope = parameters.getOrDefault("granted", "openid email");
        GrantedScopes granted = GrantedScopes.parse(grantedScope, (scope, requested) -> Optional.empty());

        Optional<RuleViolation> violation =
                ALL.violation(request, () -> Optional.of(new Granted(granted::includes, true, true)));

        violation.ifPresent(one -> assertTellsNothing(one, parameters));
        if (violation.isEmpty()) {
            assertThat(request.get("code_verifier").orElse("")).hasSizeLessThanOrEqualTo(MAX_VERIFIER);
            assertThat(request.has("client_id")).isTrue();
        }
        request.scopes().ifPresent(scopes -> assertIsNarrower(granted, scopes));
        request.get("code_verifier").ifPresent(verifier -> assertThat(CodeVerifier.isWellFormed(verifier))
                .isEqualTo(verifier.length() >= 43 && verifier.chars().allMatch(RequestRulesFuzzTest::isUnreserved)));
    }

    /** RFC 3986 section 2.3. */
    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }

    /** Values that are not words of the rules themselves. */
    private static void assertTellsNothing(RuleViolation violation, Map<String, String> parameters) {
        assertThat(violation.error()).isIn("invalid_request", "invalid_scope");
        assertThat(violation.description()).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        parameters.values().stream()
                .filter(value -> value.length() > 50)
                .forEach(value -> assertThat(violation.description()).doesNotContain(value));
    }

    private static void assertIsNarrower(GrantedScopes granted, Set<String> requested) {
        Set<String> narrowed = TokenRequest.scopes(granted.narrowedTo(requested));
        assertThat(requested).containsAll(narrowed);
        assertThat(granted.scopes()).containsAll(narrowed);
        assertThat(requested.stream().filter(granted::includes)).containsExactlyInAnyOrderElementsOf(narrowed);
    }
}
