package dev.extendedtoken.keycloak.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
                "application/json ;charset=utf-8",
                "application/json\t;\tcharset=utf-8",
                "application/json ; Charset=\"utf-8\"",
                "application/json;\tcharset=\"UTF-8\" ",
                "application/json;charset=\"u\\tf-8\"",
                "application/json;",
                "application/json ; ",
                "application/json;;",
                "application/json ; ; ;",
                "application/json;;charset=utf-8",
                "application/json;charset=utf-8;",
                "application/json ; ; charset=utf-8 ; ;"
            })
    void isJson(String contentType) {
        assertThat(JsonMediaType.parse(contentType)).isEqualTo(JsonMediaType.JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;charset=iso-8859-1",
                "application/json ; ; charset=UTF-16;",
                "application/json;charset=utf8",
                "application/json;charset='utf-8'",
                "application/json;charset=\"\"",
                "application/json;charset=\"utf-8 \"",
                "application/json;charset=\"a;b\\\"c\""
            })
    void isJsonInOtherCharset(String contentType) {
        assertThat(JsonMediaType.parse(contentType)).isEqualTo(JsonMediaType.JSON_IN_OTHER_CHARSET);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "application/x-www-form-urlencoded",
                "application/json5",
                "application/json5;charset=utf-8",
                "application/json+x",
                "application/ld+json",
                "application/ json",
                "text/json",
                "application/*",
                "*/*",
                "application/json;charset",
                "application/json;charset=",
                "application/json;=utf-8",
                "application/json; charset = utf-8",
                "application/json;charset=\"utf-8",
                "application/json;charset=\"utf-8\\",
                "application/json;charset=\"utf-8\"x",
                "application/json;charset=\"utf\u0001-8\"",
                "application/json;charset=utf-8 x",
                "application/json charset=utf-8",
                "application/json;charset=utf-8;charset=utf-8",
                "application/json;profile=x",
                "application/json;charset=utf-8;profile=x",
                "application/json,text/plain",
                "xapplication/json"
            })
    void isBuiltIn(String contentType) {
        assertThat(JsonMediaType.parse(contentType)).isEqualTo(JsonMediaType.OTHER);
    }

    /** Longer than any server lets a header be. */
    @ParameterizedTest
    @MethodSource
    void aLongHeaderIsReadInOneGo(String contentType) {
        assertThat(JsonMediaType.parse(contentType)).isNotNull();
    }

    static Stream<String> aLongHeaderIsReadInOneGo() {
        return Stream.of("; ", "\t", ";a=b", ";a=\"\\", "\\", "\"", ";charset=\"utf-8\"")
                .map(part -> "application/json" + part.repeat(100_000));
    }

    @Test
    void parametersKeepTheirOrderAndTheirCase() {
        assertThat(ContentTypeParameters.parse(";A=b ; c=\"D;\\\"e\"")
                        .orElseThrow()
                        .all())
                .isEqualTo(List.of(
                        new ContentTypeParameters.Parameter("A", "b"),
                        new ContentTypeParameters.Parameter("c", "D;\"e")));
    }
}
