package dev.extendedtoken.keycloak.outofband.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.extendedtoken.keycloak.outofband.model.RedirectDecision.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Any bytes as parameters of an authorization request, and as the redirect that Keycloak would answer with. */
class OutOfBandFuzzTest {

    private static final String COPY = "urn:ietf:wg:oauth:2.0:oob";
    private static final Set<String> URNS = Set.of(COPY, COPY + ":auto");
    private static final List<Locale> SUPPORTED = List.of(Locale.ENGLISH, Locale.GERMAN, Locale.CANADA_FRENCH);

    @FuzzTest
    void onlyTheExactUrnsAreAllowed(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        assertThat(RedirectDecision.decide(text, URNS, () -> true).kind() == Kind.ALLOWED)
                .isEqualTo(URNS.contains(text));
        assertThat(RedirectDecision.decide(text, Set.of(), () -> true).kind()).isNotEqualTo(Kind.ALLOWED);
        if (text.toLowerCase(Locale.ROOT).startsWith(COPY) && text.indexOf('%') < 0) {
            assertThat(OutOfBandUri.resembles(text)).isTrue();
        }
        assertThat(UiLocales.parse(text).bestOf(SUPPORTED).stream()).allMatch(SUPPORTED::contains);
        AuthorizationError.forRequest(text, text, text, text)
                .ifPresent(error -> assertThat(AuthorizationError.findByDescription(error.description()))
                        .contains(error));
        uri(text).flatMap(AuthorizationResponse::parse).ifPresent(OutOfBandFuzzTest::assertIsOneOfBoth);
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException noUri) {
            return Optional.empty();
        }
    }

    private static void assertIsOneOfBoth(AuthorizationResponse response) {
        assertThat(response.code().isPresent()).isNotEqualTo(response.error().isPresent());
    }
}
