package dev.extendedtoken.keycloak.rotation.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.family.FamilyDetails.AccessTokenExpiry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyDetailsTest {

    private static final String FAMILY = "f-1";

    @Test
    void areReadAsTheyWereWritten() {
        FamilyDetails empty = FamilyDetails.NONE;
        FamilyDetails login = empty.answered(1, "").with("onrtac:f-1.1", 1_300, 1_000);
        FamilyDetails derived = empty.derivedFrom(Optional.of("f-0"))
                .answered(7, "thumbprint_-")
                .with("na:f-1.7", 1_300, 1_000)
                .with("onltrt:f-1.7.1001", 1_301, 1_000)
                .with("0a1b", 1_302, 1_000);
        FamilyDetails unknown = empty.derivedFrom(Optional.of(FamilyDetails.UNKNOWN));
        for (FamilyDetails details : List.of(empty, login, derived, unknown)) {
            assertThat(FamilyDetails.decode(FAMILY, details.encoded(FAMILY))).isEqualTo(details);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "2 - 1 none ",
                "1 - x none ",
                "1 - 1 none *.1",
                "1 - 1 none *.1@x",
                "1 - 1 none *.1@1 more",
                "1 - 99999999999 none "
            })
    void anythingElseIsNothing(String text) {
        assertThat(FamilyDetails.decode(FAMILY, text)).isEqualTo(FamilyDetails.NONE);
    }

    @Test
    void holdTheAccessTokensThatMayBeGood() {
        FamilyDetails details = FamilyDetails.NONE;
        for (int second = 1; second <= 1_000; second++) {
            details = details.with("onrtrt:f-1." + second, second + 20, second);
        }
        assertThat(details.accessTokens()).hasSize(21).allMatch(token -> token.expiresAt() >= 1_000);
    }

    @Test
    void areBounded() {
        FamilyDetails details = FamilyDetails.NONE;
        for (int second = 1; second <= 1_000; second++) {
            details = details.with("onrtrt:f-1." + second, second + 3_000, second);
        }
        assertThat(details.accessTokens())
                .hasSize(FamilyDetails.MOST_ACCESS_TOKENS)
                .allMatch(token -> token.expiresAt() > 4_000 - FamilyDetails.MOST_ACCESS_TOKENS);
        assertThat(details.encoded(FAMILY).length()).isLessThan(1_200);
    }

    @Test
    void holdATokenOnce() {
        FamilyDetails details = FamilyDetails.NONE.with("onrtrt:f-1.2", 100, 1).with("onrtrt:f-1.2", 110, 2);
        assertThat(details.accessTokens()).containsExactly(new AccessTokenExpiry("onrtrt:f-1.2", 110));
    }

    @ParameterizedTest
    @CsvSource({
        // generation, seconds that are left of the recent one's hundred, shared
        "2, 100, true",
        "2, 90, true",
        "2, 89, false",
        "3, 100, false"
    })
    void shareARecentAccessTokenOfTheSameGeneration(int generation, int left, boolean shared) {
        FamilyDetails details =
                FamilyDetails.NONE.with("onrtrt:f-1.2", 1_200, 1_000).with("onrtrt:f-1.2.1000", 1_000 + left, 1_000);
        assertThat(details.recentAccessToken(new Generation(FAMILY, generation), 1_100, 1_000)
                        .isPresent())
                .isEqualTo(shared);
    }

    @Test
    void tellTheBindingOfTheLiveGenerationOnly() {
        Family family = Family.started(0, new Issued(0, 0, "onrtac:f-1.1", 60));
        assertThat(FamilyDetails.NONE.answered(1, "key").bindingOf(family)).contains("key");
        assertThat(FamilyDetails.NONE.answered(1, "").bindingOf(family)).contains("");
        assertThat(FamilyDetails.NONE.answered(2, "key").bindingOf(family)).isEmpty();
        assertThat(FamilyDetails.NONE.bindingOf(family)).isEmpty();
    }
}
