package dev.extendedtoken.keycloak.outofband.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationResponseTest {

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
        AuthorizationResponse answer = AuthorizationResponse.parse(redirect).orElseThrow();
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
        assertThat(AuthorizationResponse.parse(redirect)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "urn:ietf:wg:oauth:2.0:oob:auto?code=c, , ",
        "urn:ietf:wg:oauth:2.0:oob:auto?code=c&state=s, s, ",
        "urn:ietf:wg:oauth:2.0:oob:auto?state=&code=c, '', ",
        "urn:ietf:wg:oauth:2.0:oob:auto?state&code=c, , ",
        "urn:ietf:wg:oauth:2.0:oob:auto?iss=https%3A%2F%2Fid.example%2Frealms%2Fr&code=c, , https://id.example/realms/r",
        "urn:ietf:wg:oauth:2.0:oob:auto?error=access_denied&state=a+b%26code%3Dx%25&iss=i, a b&code=x%, i",
        "https://id.example/oauth/oob#state=s&error=access_denied&iss=i, s, i",
        "https://id.example/oauth/oob?code=c&state=one&state=two&iss=i&iss=j, one, i"
    })
    void readsStateAndIssuer(URI redirect, String state, String issuer) {
        AuthorizationResponse answer = AuthorizationResponse.parse(redirect).orElseThrow();
        assertThat(answer.state()).isEqualTo(Optional.ofNullable(state));
        assertThat(answer.issuer()).isEqualTo(Optional.ofNullable(issuer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:ietf:wg:oauth:2.0:oob:auto?state=s&iss=i",
                "urn:ietf:wg:oauth:2.0:oob:auto?state=s&code=c&error=e",
                "urn:ietf:wg:oauth:2.0:oob:auto?state=code%3Dc"
            })
    void aStateAloneIsNoAnswer(URI redirect) {
        assertThat(AuthorizationResponse.parse(redirect)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anAuthorizationErrorKeepsItsDescription(AuthorizationError error) {
        AuthorizationResponse answer = AuthorizationResponse.forError(error);
        assertThat(answer).isEqualTo(AuthorizationResponse.forError(error.error(), Optional.of(error.description())));
        assertThat(answer.code()).isEmpty();
        assertThat(answer.error()).contains(error.error());
        assertThat(answer.errorDescription()).contains(error.description());
        assertThat(answer.state()).isEmpty();
        assertThat(answer.issuer()).isEmpty();
    }

    @Test
    void anErrorNeedsNoDescription() {
        AuthorizationResponse answer = AuthorizationResponse.forError("login_required", Optional.empty());
        assertThat(answer.error()).contains("login_required");
        assertThat(answer.errorDescription()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:ietf:wg:oauth:2.0:oob:auto?code=c&iss=i",
                "urn:ietf:wg:oauth:2.0:oob:auto?code=c&iss=i&state=other",
                "urn:ietf:wg:oauth:2.0:oob:auto?error=e&error_description=d&state=other"
            })
    void onlyTheStateIsReplaced(URI redirect) {
        AuthorizationResponse answer = AuthorizationResponse.parse(redirect).orElseThrow();
        assertThat(answer.withState("s").state()).contains("s");
        assertThat(answer.withState("").state()).contains("");
        assertThat(answer.withState(null).state()).isEmpty();
        assertThat(answer.withState("s"))
                .usingRecursiveComparison()
                .ignoringFields("state")
                .isEqualTo(answer);
        assertThat(answer.withState("s").withState(answer.state().orElse(null))).isEqualTo(answer);
    }
}
