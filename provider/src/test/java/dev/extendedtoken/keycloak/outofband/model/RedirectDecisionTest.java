package dev.extendedtoken.keycloak.outofband.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.outofband.model.RedirectDecision.Kind;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectDecisionTest {

    private static final Set<String> BOTH = Set.of(OutOfBandUri.COPY.urn(), OutOfBandUri.AUTO.urn());

    @ParameterizedTest
    @EnumSource
    void exactAndRegisteredAndGranted(OutOfBandUri uri) {
        RedirectDecision decision = RedirectDecision.decide(uri.urn(), BOTH, () -> true);
        assertThat(decision.kind()).isEqualTo(Kind.ALLOWED);
        assertThat(decision.uri()).contains(uri);
    }

    @ParameterizedTest
    @EnumSource
    void neitherWithoutPolicyNorWithoutRegistration(OutOfBandUri uri) {
        assertThat(kind(uri.urn(), BOTH, false)).isEqualTo(Kind.REFUSED);
        assertThat(kind(uri.urn(), Set.of("https://app.example/"), true)).isEqualTo(Kind.REFUSED);
    }

    @Test
    void eachNeedsItsOwnRegistration() {
        assertThat(kind(OutOfBandUri.AUTO.urn(), Set.of(OutOfBandUri.COPY.urn()), true))
                .isEqualTo(Kind.REFUSED);
        assertThat(kind(OutOfBandUri.COPY.urn(), Set.of(OutOfBandUri.AUTO.urn()), true))
                .isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "urn:*", "urn:ietf:wg:oauth:2.0:oob*", "urn:ietf:wg:oauth:2.0:oob:*"})
    void aWildcardIsNoPermission(String registered) {
        assertThat(kind(OutOfBandUri.COPY.urn(), Set.of(registered), true)).isEqualTo(Kind.REFUSED);
        assertThat(kind(OutOfBandUri.AUTO.urn(), Set.of(registered), true)).isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "URN:ietf:wg:oauth:2.0:oob",
                "urn:ietf:wg:oauth:2.0:OOB",
                "urn:ietf:wg:oauth:2.0:oob:AUTO",
                "urn:ietf:wg:oauth:2.0:oob:",
                "urn:ietf:wg:oauth:2.0:oob:other",
                "urn:ietf:wg:oauth:2.0:oob:auto:",
                "urn:ietf:wg:oauth:2.0:oob#fragment",
                "urn:ietf:wg:oauth:2.0:oob?query",
                "urn:ietf:wg:oauth:2.0:oob ",
                "urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob",
                "urn:ietf:wg:oauth:2.0:%6fob",
                "urn:ietf:wg:oauth:2.0:oob%00"
            })
    void whatOnlyLooksLikeOneIsRefusedEvenIfRegistered(String requested) {
        assertThat(kind(requested, Set.of(requested, "*"), true)).isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/callback",
                "com.example.app:/callback",
                "https://app.example/?u=urn:ietf:wg:oauth:2.0:oob",
                "urn:ietf:wg:oauth:2.0",
                "urn:example:oob",
                "",
                "%",
                "%zz"
            })
    void everythingElseIsKeycloaks(String requested) {
        AtomicInteger asked = new AtomicInteger();
        RedirectDecision decision = RedirectDecision.decide(requested, BOTH, () -> asked.incrementAndGet() > 0);
        assertThat(decision.kind()).isEqualTo(Kind.NOT_OUT_OF_BAND);
        assertThat(asked).hasValue(0);
    }

    /** Keycloak would take the only registered one. */
    @ParameterizedTest
    @EnumSource
    void mustBeSaid(OutOfBandUri uri) {
        assertThat(kind(null, Set.of(uri.urn()), true)).isEqualTo(Kind.REFUSED);
        assertThat(kind(null, BOTH, true)).isEqualTo(Kind.NOT_OUT_OF_BAND);
        assertThat(kind(null, Set.of("https://app.example/"), true)).isEqualTo(Kind.NOT_OUT_OF_BAND);
        assertThat(kind(null, Set.of(), true)).isEqualTo(Kind.NOT_OUT_OF_BAND);
    }

    private static Kind kind(String requested, Set<String> registered, boolean granted) {
        return RedirectDecision.decide(requested, registered, () -> granted).kind();
    }
}
