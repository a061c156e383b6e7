package dev.extendedtoken.keycloak.outofband;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By their {@code Accept}, programs are told from browsers. */
class HeadlessTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                " application/json ",
                "application/json;q=0.9",
                "application/json ; charset=utf-8",
                "application/json;charset=utf-8;q=1",
                "application/json, text/plain, */*",
                "text/plain,application/json",
                "*/*;q=0.1 , application/json",
                "application/json,",
                ",,application/json",
                "text/html-sandboxed,application/json"
            })
    void takesJsonAndNoPage(String accept) {
        assertThat(Headless.acceptsJsonOnly(List.of(accept))).isTrue();
        assertThat(Headless.acceptsJsonOnly(List.of("*/*", accept))).isTrue();
        assertThat(Headless.acceptsJsonOnly(List.of(accept, ""))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                ";",
                ";,;",
                "*/*",
                "*",
                "application/*",
                "text/plain",
                "application/jsonp",
                "application/json-seq",
                "application/problem+json",
                "application/jwt",
                "json",
                "\"application/json\"",
                "text/plain;x=application/json",
                "application/xhtml+xml"
            })
    void whoDoesNotSayJsonGetsThePage(String accept) {
        assertThat(Headless.acceptsJsonOnly(List.of(accept))).isFalse();
        assertThat(Headless.acceptsJsonOnly(List.of(accept, "*/*"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "TEXT/HTML",
                "text/html;q=0.1",
                "text/html ;charset=utf-8",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
            })
    void whoTakesAPageGetsThePage(String accept) {
        assertThat(Headless.acceptsJsonOnly(List.of(accept))).isFalse();
        assertThat(Headless.acceptsJsonOnly(List.of("application/json, " + accept)))
                .isFalse();
        assertThat(Headless.acceptsJsonOnly(List.of(accept + ", application/json")))
                .isFalse();
        assertThat(Headless.acceptsJsonOnly(List.of("application/json", accept)))
                .isFalse();
        assertThat(Headless.acceptsJsonOnly(List.of(accept, "application/json")))
                .isFalse();
    }

    @Test
    void withoutTheHeaderItIsThePage() {
        assertThat(Headless.acceptsJsonOnly(List.of())).isFalse();
    }
}
