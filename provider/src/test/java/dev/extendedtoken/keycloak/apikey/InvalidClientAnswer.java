package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;

/** The 401 invalid_client response to a missing or invalid API key. */
public final class InvalidClientAnswer {

    public static final String BODY =
            "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client or Invalid client credentials\"}";

    private InvalidClientAnswer() {}

    public static void assertIs(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(BODY);
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    public static boolean is(Answer answer) {
        return answer.status() == 401 && BODY.equals(answer.body());
    }
}
