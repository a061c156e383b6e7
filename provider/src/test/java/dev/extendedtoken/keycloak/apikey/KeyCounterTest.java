package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyCounterTest {

    @ParameterizedTest
    @EnumSource
    void eachOutcomeOfACheckIsCountedUnderItsName(KeyCheck.Outcome outcome) {
        assertThat(KeyCounter.forOutcome(outcome).code()).isEqualTo(outcome.code());
    }
}
