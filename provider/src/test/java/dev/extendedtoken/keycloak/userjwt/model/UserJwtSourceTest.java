package dev.extendedtoken.keycloak.userjwt.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.userjwt.UserJwtSessionId;
import dev.extendedtoken.keycloak.userjwt.UserJwtSessions;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyWrapper;

class UserJwtSourceTest {

    private static final UserJwtSource SOURCE =
            new UserJwtSource("a-session", 1_700_000_000, "a-client", 1_700_000_001);

    @Test
    void isReadAsItIsWritten() {
        assertThat(UserJwtSource.parse(SOURCE.note())).contains(SOURCE);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"a-session", "a 1 b", "a 1 b 2 ", "a 1 b 2 3", "a x b 2", "a 1 b x", "a 1 b", "a  b 2"})
    void anythingElseIsNone(String note) {
        assertThat(UserJwtSource.parse(note)).isEmpty();
    }

    /** Every part of it, the client and the realm's key. */
    @Test
    void hasASessionOfItsOwn() {
        KeyWrapper key = key("a key");
        Stream<String> ids = Stream.of(
                UserJwtSessionId.compute(key, SOURCE, "headless"),
                UserJwtSessionId.compute(key, SOURCE, "other"),
                UserJwtSessionId.compute(key("another key"), SOURCE, "headless"),
                UserJwtSessionId.compute(key, new UserJwtSource("b", SOURCE.started(), SOURCE.client(), 1), "headless"),
                UserJwtSessionId.compute(key, new UserJwtSource("a-session", 2, SOURCE.client(), 1), "headless"),
                UserJwtSessionId.compute(key, new UserJwtSource("a-session", 2, "b", 1), "headless"),
                UserJwtSessionId.compute(key, new UserJwtSource("a-session", 2, "b", 2), "headless"));
        assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> {
            assertThat(id).matches("user-jwt-[A-Za-z0-9_-]{27}").hasSize(36);
            assertThat(UserJwtSessions.isUserJwtSession(id)).isTrue();
        });
        // The same in all releases: sessions of an earlier one are found.
        assertThat(UserJwtSessionId.compute(key, SOURCE, "headless")).isEqualTo("user-jwt-A52aocChaYXc5U8l25xpzZKBkWi");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"0a7e4a8e-8f0b-4a7c-9d59-0d0f5c3a5f10", "xuser-jwt-", "USER-JWT-"})
    void builtInSessionsAreRejected(String id) {
        assertThat(UserJwtSessions.isUserJwtSession(id)).isFalse();
    }

    private static KeyWrapper key(String text) {
        KeyWrapper key = new KeyWrapper();
        key.setAlgorithm(Algorithm.HS512);
        key.setSecretKey(new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
        return key;
    }
}
