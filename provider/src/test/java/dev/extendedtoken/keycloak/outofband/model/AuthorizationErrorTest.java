package dev.extendedtoken.keycloak.outofband.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorizationErrorTest {

    @ParameterizedTest
    @CsvSource({
        "code, , challenge, S256, ",
        "code, query, challenge, S256, ",
        "code, , , S256, CHALLENGE",
        "code, , challenge, plain, CHALLENGE",
        "code, , challenge, , CHALLENGE",
        "code, , challenge, s256, CHALLENGE",
        "code, fragment, challenge, S256, RESPONSE_MODE",
        "code, form_post, challenge, S256, RESPONSE_MODE",
        "code, query.jwt, challenge, S256, RESPONSE_MODE",
        "code, jwt, challenge, S256, RESPONSE_MODE",
        "code, Query, challenge, S256, RESPONSE_MODE",
        ", , challenge, S256, RESPONSE_TYPE",
        "none, , challenge, S256, RESPONSE_TYPE",
        "token, fragment, challenge, S256, RESPONSE_TYPE",
        "code id_token, , challenge, S256, RESPONSE_TYPE",
        "id_token code, query, , , RESPONSE_TYPE"
    })
    void firstThingsFirst(String type, String mode, String challenge, String method, AuthorizationError error) {
        assertThat(AuthorizationError.forRequest(type, mode, challenge, method).orElse(null))
                .isEqualTo(error);
    }

    @ParameterizedTest
    @EnumSource
    void isKnownByItsWords(AuthorizationError error) {
        assertThat(AuthorizationError.findByDescription(error.description())).contains(error);
    }

    @Test
    void otherWordsAreNobodys() {
        assertThat(AuthorizationError.findByDescription("Invalid scopes: <b>")).isEmpty();
    }
}
