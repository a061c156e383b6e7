package dev.extendedtoken.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbackPageTest {

    @AutoClose
    private CallbackPage page;

    @BeforeEach
    void start() throws IOException {
        page = CallbackPage.start(0);
    }

    @Test
    void showsTheCode() {
        Answer answer = get("/callback?state=1&code=a.b-c%2B&iss=x");
        assertThat(answer.body()).contains("<code id=\"code\">a.b-c+</code>", "CODE=");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    void showsTheError() {
        assertThat(get("/callback?error=access_denied&error_description=not+now")
                        .body())
                .contains("access_denied", "not now");
    }

    @Test
    void withoutAResponseItSaysWhatItIs() {
        assertThat(get("/").body()).contains("Redirect URI of the demo clients");
        assertThat(get("/?code").body()).contains("Redirect URI of the demo clients");
    }

    @Test
    void nothingOfTheAddressIsMarkup() {
        assertThat(get("/callback?code=%3Cscript%3E1%3C/script%3E").body())
                .doesNotContain("<script>")
                .contains("&lt;script&gt;");
    }

    @Test
    void aTakenPortIsAnException() {
        assertThatThrownBy(() -> CallbackPage.start(page.port())).isInstanceOf(IOException.class);
    }

    private Answer get(String path) {
        return Http.client()
                .get(URI.create("http://127.0.0.1:" + page.port() + path))
                .expect(200);
    }
}
