package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCounterTest {

    @ParameterizedTest
    @EnumSource
    void eachOutcomeOfACheckIsCounted(KeyCheck.Outcome outcome) {
        assertThat(KeyCounter.forOutcome(outcome.code()).label()).isEqualTo(outcome.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy_unreadable", "other_client", "no_client_id"})
    void aRequestThatIsRefusedWithoutACheckIsCounted(String outcome) {
        assertThat(KeyCounter.forOutcome(outcome).label()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ACCEPTED", "other"})
    void anUnknownOutcomeIsAnError(String outcome) {
        assertThatThrownBy(() -> KeyCounter.forOutcome(outcome)).hasMessageContaining(outcome);
    }
}
