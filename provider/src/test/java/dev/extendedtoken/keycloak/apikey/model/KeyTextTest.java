package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts at the edges of the forms of a key and of its hash. */
class KeyTextTest {

    private static final ApiKey KEY = ApiKey.generate(random());

    @ParameterizedTest
    @ValueSource(chars = {'/', ':', '@', '[', '`', '{'})
    void aCharacterBesideTheDigitsAndLettersIsInNoGeneratedKey(char c) {
        KeyCheck check = check(KEY.reveal().substring(0, 20) + c + KEY.reveal().substring(21), false);
        assertThat(check.id()).isEmpty();
        assertThat(check.isAccepted()).isFalse();
    }

    @Test
    void aGeneratedKeyHasOneLength() {
        assertThat(check(KEY.reveal(), false).id()).contains(KEY.hash().id());
        assertThat(check(KEY.reveal() + "0", false).id()).isEmpty();
    }

    @Test
    void aRevokedKeyIsNamedInAnyForm() {
        String text = "a-key-that-a-partner-had-already-held";
        assertThat(check(text, true).id()).contains("03710b14695badcf");
    }

    @Test
    void keysAreEqualByTheirText() {
        assertThat(KEY).isEqualTo(ApiKey.parse(KEY.reveal()).orElseThrow()).hasSameHashCodeAs(KEY);
        assertThat(KEY).isNotEqualTo(ApiKey.generate(random()));
        assertThat(KEY).isNotEqualTo(KEY.reveal());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "0",
                "03710b14695badcf4e50246b11dcb92d75d7059364766336dc76ca2ed4df0bf",
                "03710b14695badcf4e50246b11dcb92d75d7059364766336dc76ca2ed4df0bf10",
                "03710B14695BADCF4E50246B11DCB92D75D7059364766336DC76CA2ED4DF0BF1",
                "03710b14695badcf4e50246b11dcb92d75d7059364766336dc76ca2ed4df0bfg"
            })
    void aHashHas64LowerCaseHexDigits(String text) {
        assertThat(KeyHash.parse(text)).isEmpty();
    }

    @Test
    void aHashOfAnotherLengthIsNotMade() {
        assertThatThrownBy(() -> new KeyHash("00")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static KeyCheck check(String sent, boolean revoked) {
        return KeyCheck.forHeader(List.of(sent), id -> null, hash -> revoked, Instant.EPOCH);
    }
}
