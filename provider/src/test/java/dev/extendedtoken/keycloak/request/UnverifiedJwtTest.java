package dev.extendedtoken.keycloak.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.AccessToken;

class UnverifiedJwtTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sid\":\"one\"} | one",
                "{\"exp\":1,\"sid\":\"one\",\"typ\":\"Refresh\"} | one",
                "{\"realm_access\":{\"roles\":[\"a\"],\"sid\":\"inner\"},\"aud\":[\"x\",{\"sid\":\"deep\"}],\"sid\":\"one\"} | one",
                "{\"sid\":\"one\",\"sid\":\"two\"} | two",
                "{\"s\\u0069d\":\"one\"} | one",
            })
    void readsOneClaim(String claims, String expected) {
        String token = token(claims);

        assertThat(UnverifiedJwt.claim(token, "sid")).hasValue(expected);
        assertThat(UnverifiedJwt.parse(token, AccessToken.class).map(AccessToken::getSessionId))
                .isIn(Optional.of(expected), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"sid\":null}",
                "{\"sid\":1}",
                "{\"sid\":[\"one\"]}",
                "{\"sid\":{\"sid\":\"one\"}}",
                "[\"sid\",\"one\"]",
                "\"sid\"",
                "",
                "{\"sid\"",
                "not json"
            })
    void hasNoSuchClaim(String claims) {
        assertThat(UnverifiedJwt.claim(token(claims), "sid")).isEmpty();
    }

    @Test
    void aTextThatIsNoJwtHasNoClaim() {
        assertThat(UnverifiedJwt.claim("", "sid")).isEmpty();
        assertThat(UnverifiedJwt.claim("opaque", "sid")).isEmpty();
        assertThat(UnverifiedJwt.claim("a.%%%.c", "sid")).isEmpty();
        assertThat(UnverifiedJwt.claim("..", "sid")).isEmpty();
        assertThat(UnverifiedJwt.claim(token("[".repeat(100_000)), "sid")).isEmpty();
        assertThat(UnverifiedJwt.claim(token("{\"a\":" + "[".repeat(100_000)), "sid"))
                .isEmpty();
    }

    private static String token(String claims) {
        return base64("{\"alg\":\"HS512\"}") + "." + base64(claims) + "." + base64("signature");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
