package dev.extendedtoken.keycloak.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMediaTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/Json",
                " application/json ",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json ; Charset=\"utf-8\"",
                "application/json;\tcharset=\"UTF-8\" "
            })
    void isJson(String contentType) {
        assertThat(JsonMediaType.matches(contentType)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "application/x-www-form-urlencoded",
                "application/json5",
                "application/json+x",
                "application/ld+json",
                "text/json",
                "application/*",
                "*/*",
                "application/json;charset=iso-8859-1",
                "application/json;charset=utf8",
                "application/json;charset=\"utf-8",
                "application/json;charset='utf-8'",
                "application/json;charset=utf-8;charset=utf-8",
                "application/json;profile=x",
                "application/json;charset=utf-8;profile=x",
                "application/json,text/plain",
                "application/json;",
                "xapplication/json"
            })
    void isKeycloaks(String contentType) {
        assertThat(JsonMediaType.matches(contentType)).isFalse();
    }
}
