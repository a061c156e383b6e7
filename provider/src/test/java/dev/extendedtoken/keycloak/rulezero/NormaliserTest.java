package dev.extendedtoken.keycloak.rulezero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.WireAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormaliserTest {

    private final Normaliser normaliser = new Normaliser();

    @Test
    void keepsWhatIsNotRandom() {
        WireAnswer answer = new WireAnswer(
                "HTTP/1.1 400 Bad Request",
                List.of("Content-Type: application/json", "content-length: 42"),
                "plain text, <b>and</b> more \n");

        assertThat(normaliser.normalise(answer))
                .isEqualTo("HTTP/1.1 400 Bad Request\nContent-Type: application/json\ncontent-length: 42\n\n"
                        + "plain text, <b>and</b> more \n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 401 Unauthorized",
                "HTTP/1.1 400 BAD REQUEST",
                "HTTP/1.0 400 Bad Request",
            })
    void tellsStatusesApart(String other) {
        assertThat(normalised(other, "", "")).isNotEqualTo(normalised("HTTP/1.1 400 Bad Request", "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Cache-Control: no-store         | Cache-Control: no-cache
            Cache-Control: no-store         | cache-control: no-store
            X-Frame-Options: SAMEORIGIN     | Referrer-Policy: SAMEORIGIN
            Set-Cookie: A=x;Path=/;Secure   | Set-Cookie: A=x;Path=/
            Set-Cookie: A=x;Path=/          | Set-Cookie: B=x;Path=/
            Set-Cookie: A=x;Path=/          | Set-Cookie: A=;Path=/
            Location: /a?state=s            | Location: /a?state=t
            Access-Control-Allow-Headers: a | Access-Control-Allow-Headers: a, b
            """)
    void tellsHeadersApart(String one, String other) {
        assertThat(new Normaliser().normalise(answer(one, "")))
                .isNotEqualTo(new Normaliser().normalise(answer(other, "")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Set-Cookie: A=x;Path=/             | Set-Cookie: A="y+/=";Path=/
            Location: /a?tab_id=1-a            | Location: /a?tab_id=2_b
            Location: /a?session_state=123456789012345678901234&b | Location: /a?session_state=a-34567890123456789_1234&b
            Access-Control-Allow-Headers: a, b | Access-Control-Allow-Headers: b, a
            """)
    void findsHeadersThatDifferByChanceTheSame(String one, String other) {
        assertThat(new Normaliser().normalise(answer(one, "")))
                .isEqualTo(new Normaliser().normalise(answer(other, "")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"error":"a"}          | {"error":"b"}
            {"error":"a"}          | {"error_description":"a"}
            {"a":1}                | {"a":1,"b":null}
            {"a":1}                | {"a":"1"}
            {"list":[1,2]}         | {"list":[2,1]}
            {"list":["a"]}         | {"list":["a","b"]}
            {"scope":"a b"}        | {"scope":"a"}
            {"text":"a b"}         | {"text":"b a"}
            {"expires_in":300}     | {"expires_in":600}
            {"exp":1700000300,"iat":1700000000} | {"exp":1700000600,"iat":1700000000}
            <b>a</b>               | <b> a</b>
            {                      | {{
            """)
    void tellsBodiesApart(String one, String other) {
        assertThat(new Normaliser().normalise(answer("", one)))
                .isNotEqualTo(new Normaliser().normalise(answer("", other)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"a":1,"b":2}          | {"b":2,"a":1}
            {"list":["a","b"]}     | {"list":["b","a"]}
            {"scope":"a b"}        | {"scope":"b a"}
            {"keys":[{"alg":"A","kid":"1"},{"alg":"B","kid":"2"}]} | {"keys":[{"kid":"3","alg":"B"},{"kid":"4","alg":"A"}]}
            {"expires_in":300}     | {"expires_in":299}
            {"exp":1700000300,"iat":1700000000} | {"exp":1800000301,"iat":1800000000}
            /resources/abcde/x.css | /resources/12345/x.css
            """)
    void findsBodiesThatDifferByChanceTheSame(String one, String other) {
        assertThat(new Normaliser().normalise(answer("", one)))
                .isEqualTo(new Normaliser().normalise(answer("", other)));
    }

    @Test
    void numbersRandomValuesAcrossAnswers() {
        String one = "6f1c0d1e-0000-4000-8000-000000000001";
        String other = "6f1c0d1e-0000-4000-8000-000000000002";

        assertThat(normaliser.normalise(answer("", one + " " + other))).endsWith("<random 1> <random 2>");
        assertThat(normaliser.normalise(answer("Location: /" + other, one)))
                .endsWith("Location: /<random 2>\n\n<random 1>");
    }

    @Test
    void readsCodes() {
        String id = "6f1c0d1e-0000-4000-8000-00000000000";

        assertThat(normaliser.normalise(answer("", "code=" + id + "1.abcdefghijklmnopqrstuv-_." + id + "2")))
                .endsWith("code=<random 1>.<random 3>.<random 2>");
    }

    @Test
    void showsTokensWithoutTheirSignature() {
        String token = base64("{\"alg\":\"RS256\",\"kid\":\"k\"}") + "." + base64("{\"sub\":\"s\",\"azp\":\"shop\"}");

        String one = normaliser.normalise(answer("", "{\"access_token\":\"" + token + ".signature-1\"}"));
        String other = normaliser.normalise(answer("", "{\"access_token\":\"" + token + ".signature-2\"}"));

        assertThat(one)
                .isEqualTo(other)
                .contains("\"alg\" : \"RS256\"")
                .contains("\"azp\" : \"shop\"")
                .contains("\"kid\" : \"<random 1>\"")
                .doesNotContain("signature");
    }

    @Test
    void showsTheHeaderOfEncryptedTokens() {
        String token = base64("{\"alg\":\"dir\"}") + "..iv.text.tag";

        assertThat(normaliser.normalise(answer("Set-Cookie: KC_RESTART=" + token + ";Path=/", "")))
                .contains("Set-Cookie: KC_RESTART=<encrypted token")
                .contains("\"alg\" : \"dir\"")
                .contains(";Path=/")
                .doesNotContain("tag");
    }

    private static WireAnswer answer(String header, String body) {
        return new WireAnswer("HTTP/1.1 200 OK", List.of(header), body);
    }

    private static String normalised(String statusLine, String header, String body) {
        return new Normaliser().normalise(new WireAnswer(statusLine, List.of(header), body));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
