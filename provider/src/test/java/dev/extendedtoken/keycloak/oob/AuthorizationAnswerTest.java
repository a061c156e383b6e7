package dev.extendedtoken.keycloak.oob;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationAnswerTest {

    @ParameterizedTest
    @CsvSource({
        "https://id.example/oauth/oob?state=s&code=a.b.c&iss=x, a.b.c, , ",
        "urn:ietf:wg:oauth:2.0:oob:auto?code=a.b.c, a.b.c, , ",
        "urn:ietf:wg:oauth:2.0:oob:auto#code=a.b.c&state=s, a.b.c, , ",
        "https://id.example/oauth/oob?error=access_denied, , access_denied, ",
        "https://id.example/oauth/oob?x#error=invalid_scope&error_description=Invalid+scopes%3A%20a%26code%3Db, , invalid_scope, Invalid scopes: a&code=b",
        "https://id.example/oauth/oob?error=one&error=two, , one, ",
    })
    void readsQueryAndFragment(URI redirect, String code, String error, String description) {
        AuthorizationAnswer answer = AuthorizationAnswer.of(redirect).orElseThrow();
        assertThat(answer.code().orElse(null)).isEqualTo(code);
        assertThat(answer.error().orElse(null)).isEqualTo(error);
        assertThat(answer.errorDescription().orElse(null)).isEqualTo(description);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://id.example/oauth/oob",
                "https://id.example/oauth/oob?",
                "https://id.example/oauth/oob?response=jwt",
                "https://id.example/code=a",
                "urn:ietf:wg:oauth:2.0:oob:auto?kc_action_status=cancelled",
                "https://id.example/oauth/oob?code=a&error=b"
            })
    void knowsWhereThereIsNone(URI redirect) {
        assertThat(AuthorizationAnswer.of(redirect)).isEmpty();
    }
}
