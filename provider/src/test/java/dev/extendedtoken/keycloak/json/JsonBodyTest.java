package dev.extendedtoken.keycloak.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    private static final String JSON = "application/json";

    private static final String SECRET = "hunter2-hunter2";

    @Test
    void membersAreParameters() throws Exception {
        assertThat(parse("{\"grant_type\":\"password\",\"scope\":\"a b\"}"))
                .containsExactly(Map.entry("grant_type", List.of("password")), Map.entry("scope", List.of("a b")));
    }

    @Test
    void anEmptyStringIsAnEmptyValue() throws Exception {
        assertThat(parse("{\"scope\":\"\"}")).containsExactly(Map.entry("scope", List.of("")));
    }

    @Test
    void nullAndTheEmptyArrayAreAbsent() throws Exception {
        assertThat(parse(" {\"scope\": null, \"audience\": [ ], \"claims\":[]} "))
                .isEmpty();
    }

    @Test
    void anArrayOfStringsRepeatsAParameter() throws Exception {
        assertThat(parse("{\"audience\":[\"a\",\"b\",\"\"]}"))
                .containsExactly(Map.entry("audience", List.of("a", "b", "")));
    }

    @Test
    void anEmptyObjectHasNoParameters() throws Exception {
        assertThat(parse("{}")).isEmpty();
    }

    @Test
    void escapesAndSurrogatePairsAreRead() throws Exception {
        assertThat(parse("{\"\\u0061\":\"\\n\\ud83d\\ude00\uD83D\uDE00\"}"))
                .containsExactly(Map.entry("a", List.of("\n\uD83D\uDE00\uD83D\uDE00")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"type\":\"payment\",\"amount\":1.50}]",
                "{\"a\" : [1, 2.0, true, null, {\"b\":\"\\u00e9\"}]}",
                "[ [] ]",
                "[\"a\", {}]",
                "{}",
                "[1]"
            })
    void jsonByDefinitionIsKeptLetterByLetter(String json) throws Exception {
        for (String name : List.of("authorization_details", "claims")) {
            assertThat(parse("{\"x\":\"1\",\"" + name + "\" : " + json + " ,\"y\":\"2\"}"))
                    .containsExactly(
                            Map.entry("x", List.of("1")), Map.entry(name, List.of(json)), Map.entry("y", List.of("2")));
        }
    }

    @Test
    void jsonByDefinitionMayAlsoComeAsAString() throws Exception {
        assertThat(parse("{\"claims\":\"{}\"}")).containsExactly(Map.entry("claims", List.of("{}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0.5",
                "1e400",
                "true",
                "false",
                "{}",
                "{\"a\":\"b\"}",
                "[1]",
                "[null]",
                "[[]]",
                "[\"a\",{}]",
                "[\"a\",[\"b\"]]"
            })
    void anyOtherValueIsRefusedByName(String value) {
        assertThat(error("{\"scope\":" + value + "}"))
                .hasMessage("The member 'scope' must be a string, an array of strings, or null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "12.5"})
    void jsonByDefinitionIsAnObjectOrAnArray(String value) {
        assertThat(error("{\"claims\":" + value + "}")).hasMessageContaining("'claims'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\\\"b", "a\\nb", "\\u00e9", ""})
    void aNameThatIsNotPlainIsNotRepeated(String name) {
        assertThat(error("{\"" + name + "\":1}"))
                .hasMessage("A member of the JSON body must be a string, an array of strings, or null");
    }

    @Test
    void aLongNameIsNotRepeated() {
        assertThat(error("{\"" + "n".repeat(65) + "\":1}")).hasMessageStartingWith("A member of");
        assertThat(error("{\"" + "n".repeat(64) + "\":1}")).hasMessageStartingWith("The member 'nnn");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"1\",\"a\":\"2\"}",
                "{\"a\":\"1\",\"\\u0061\":\"2\"}",
                "{\"a\":null,\"a\":\"2\"}",
                "{\"claims\":{\"b\":1,\"b\":2}}",
                "{\"a\":\"1\"",
                "{\"a\":\"1\",}",
                "{\"a\" \"1\"}",
                "{a:\"1\"}",
                "{'a':'1'}",
                "{\"a\":nul}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"1\"} // comment",
                "/**/{\"a\":\"1\"}",
                "{\"a\":[\"1\",]}",
                "{\"a\":[\"1\"",
                "{\"claims\":{\"a\":",
                "{\"claims\":[1,",
                "\u00a0{}",
                "{}}",
                "hello"
            })
    void brokenJsonIsRefused(String json) {
        assertThat(error(json)).hasMessageContaining("not well-formed JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "[]", "\"grant_type\"", "1", "null", "true", "[{\"grant_type\":\"password\"}]"})
    void anythingButAnObjectIsRefused(String json) {
        assertThat(error(json)).hasMessageContaining("must be one JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}{}", "{} {\"a\":\"1\"}", "{} null", "{}[]", "{}1"})
    void nothingMayFollow(String json) {
        assertThat(error(json)).hasMessageContaining("Nothing may follow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"x\\u0000\"}",
                "{\"\\u0000\":\"x\"}",
                "{\"a\":[\"x\",\"\\u0000\"]}",
                "{\"claims\":{\"\\u0000\":1}}",
                "{\"claims\":[1,\"\\u0000\"]}"
            })
    void nulIsRefused(String json) {
        assertThat(error(json)).hasMessageContaining("NUL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\ud800x\"}",
                "{\"a\":\"\\udc00\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"a\":\"\\ud800\\ud800\\udc00\"}",
                "{\"\\ud800\":\"x\"}",
                "{\"claims\":{\"a\":[\"\\ud800\"]}}"
            })
    void halfASurrogatePairIsRefused(String json) {
        assertThat(error(json)).hasMessageContaining("surrogate");
    }

    @Test
    void sixteenLevelsAreEnough() throws Exception {
        assertThat(parse("{\"claims\":" + "[".repeat(15) + "]".repeat(15) + "}"))
                .containsKey("claims");
        assertThat(error("{\"claims\":" + "[".repeat(16) + "]".repeat(16) + "}"))
                .hasMessageContaining("deeper than 16");
        assertThat(error("[".repeat(60_000))).hasMessageContaining("must be one JSON object");
        assertThat(error("{\"claims\":" + "{\"a\":".repeat(10_000))).hasMessageContaining("deeper than 16");
    }

    @ParameterizedTest
    @CsvSource({"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32", "UTF-32LE", "ISO-8859-1"})
    void onlyUtf8IsRead(String charset) {
        byte[] bytes = "{\"a\":\"\u00e9\"}".getBytes(Charset.forName(charset));
        assertThatThrownBy(() -> JsonBody.parse(bytes)).isInstanceOf(JsonBodyException.class);
    }

    @Test
    void malformedUtf8IsRefused() {
        byte[][] malformed = {
            {(byte) 0xff},
            {(byte) 0xc3},
            {(byte) 0xc0, (byte) 0xaf}, // overlong
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // a surrogate, encoded
            {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // beyond Unicode
            {(byte) 0x80}
        };
        for (byte[] wrong : malformed) {
            byte[] json =
                    concat("{\"a\":\"".getBytes(StandardCharsets.UTF_8), wrong, "\"}".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> JsonBody.parse(json))
                    .isInstanceOf(JsonBodyException.class)
                    .hasMessageContaining("UTF-8");
        }
    }

    @Test
    void theReplacementCharacterIsACharacter() throws Exception {
        assertThat(parse("{\"a\":\"\uFFFD\"}")).containsEntry("a", List.of("\uFFFD"));
        byte[] withMalformed = concat(
                "{\"a\":\"\uFFFD".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xff},
                "\"}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> JsonBody.parse(withMalformed)).hasMessageContaining("UTF-8");
    }

    /** Jackson reads a long text in parts. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 3_990, 4_000, 32_750, 32_768, 60_000})
    void jsonInALongBodyIsTakenAsSent(int length) throws Exception {
        String claims = "{ \"userinfo\" : { \"caf\u00e9\" : null , \"n\" : 1.50 } }";
        String filled = "\u00e9".repeat(length / 2);
        assertThat(parse("{\"a\":\"" + filled + "\", \"claims\" : " + claims + ",\"b\":\"c\"}"))
                .containsExactly(
                        Map.entry("a", List.of(filled)),
                        Map.entry("claims", List.of(claims)),
                        Map.entry("b", List.of("c")));
        assertThat(parse("{\"a\":\"" + "x".repeat(length) + "\",\"claims\":" + claims + "}"))
                .containsEntry("claims", List.of(claims));
    }

    @Test
    void aByteOrderMarkIsRefusedInFrontOnly() throws Exception {
        assertThat(error("\uFEFF{}")).hasMessageContaining("byte order mark");
        assertThat(parse("{\"a\":\"\uFEFF\"}")).containsEntry("a", List.of("\uFEFF"));
    }

    @Test
    void anErrorRepeatsNoValue() {
        List<String> bodies = List.of(
                "{\"client_secret\":\"" + SECRET,
                "{\"client_secret\":" + SECRET + "}",
                "{\"client_secret\":[\"" + SECRET + "\",1]}",
                "{\"client_secret\":\"" + SECRET + "\"}" + SECRET,
                "{\"client_secret\":\"" + SECRET + "\\u0000\"}",
                "{\"client_secret\":\"" + SECRET + "\",\"client_secret\":\"" + SECRET + "\"}");
        for (String body : bodies) {
            JsonBodyException error = error(body);
            assertThat(error.getMessage()).doesNotContain(SECRET).doesNotContain("hunter");
            assertThat(error).hasNoCause();
            assertThat(error.getStackTrace()).isEmpty();
            assertThat(error.kind()).isEqualTo(JsonBodyException.Kind.MALFORMED);
        }
    }

    @Test
    void everyErrorIsAnErrorDescriptionOfRfc6749() {
        for (String body : List.of("", "[]", "{}x", "{\"a\u00e9\":1}", "{\"a\":1}", "{\"a\":\"\\ud800\"}", "{{")) {
            assertThat(error(body).getMessage()).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        }
    }

    @Test
    void theLimitIsCountedWhileReading() throws Exception {
        assertThat(JsonBody.read(padded(JsonBody.MAX_BYTES), JSON, null, -1)).containsKey("a");
        for (long length : new long[] {-1, 5, JsonBody.MAX_BYTES}) {
            assertTooLarge(padded(JsonBody.MAX_BYTES + 1), length);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 8, 9, 10, 99, 100, 101, JsonBody.MAX_BYTES})
    void theWholeBodyIsReadWhateverLengthIsStated(long statedLength) throws Exception {
        assertThat(JsonBody.read(padded(100), JSON, null, statedLength)).isEqualTo(Map.of("a", List.of("b")));

        InputStream followed = new ByteArrayInputStream("{\"a\":\"b\"}1".getBytes(StandardCharsets.UTF_8));
        assertThat(catchThrowableOfType(
                        JsonBodyException.class, () -> JsonBody.read(followed, JSON, null, statedLength)))
                .hasMessageContaining("Nothing may follow");
    }

    @Test
    void anEndlessBodyCostsNoMoreThanTheLimit() {
        AtomicLong taken = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                taken.incrementAndGet();
                return ' ';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                Arrays.fill(buffer, offset, offset + length, (byte) ' ');
                taken.addAndGet(length);
                return length;
            }
        };
        for (long statedLength : new long[] {-1, 5, JsonBody.MAX_BYTES}) {
            taken.set(0);
            assertTooLarge(endless, statedLength);
            assertThat(taken).hasValue(JsonBody.MAX_BYTES + 1L);
        }
    }

    @Test
    void aStatedLengthTooLargeIsRefusedUnread() {
        InputStream untouchable = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("must not be read");
            }
        };
        assertTooLarge(untouchable, JsonBody.MAX_BYTES + 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity, gzip", "", "br, gzip"})
    void aContentEncodingIsRefused(String encoding) {
        JsonBodyException error = catchThrowableOfType(
                JsonBodyException.class, () -> JsonBody.read(new ByteArrayInputStream(new byte[0]), JSON, encoding, 0));
        assertThat(error).hasMessageContaining("Content-Encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "Identity", " identity "})
    void noContentEncodingByItsName(String encoding) throws Exception {
        assertThat(JsonBody.read(padded(100), JSON, encoding, -1)).containsKey("a");
    }

    @Test
    void anotherCharsetIsRefused() {
        JsonBodyException error = catchThrowableOfType(
                JsonBodyException.class,
                () -> JsonBody.read(padded(100), "application/json; charset=iso-8859-1", null, -1));
        assertThat(error).hasMessageContaining("charset").hasMessageContaining("utf-8");
        assertThat(error.kind()).isEqualTo(JsonBodyException.Kind.MALFORMED);
    }

    /** Whatever the bytes, there is an answer: parameters or an error, and never anything else. */
    @Test
    void anyBytesAreParametersOrAnError() {
        Random random = new Random(20261122);
        byte[][] seeds = {
            "{\"grant_type\":\"authorization_code\",\"code\":[\"a\",\"b\"],\"claims\":{\"a\":[1,{\"b\":null}]}}"
                    .getBytes(StandardCharsets.UTF_8),
            "{\"a\":\"\\ud83d\\ude00\",\"b\":null,\"authorization_details\":[{\"t\":\"x\"}]}"
                    .getBytes(StandardCharsets.UTF_8)
        };
        String alphabet = "{}[]\",:\\u0dafn 1.e-\u00e9\uFEFF";
        byte[] letters = alphabet.getBytes(StandardCharsets.UTF_8);
        int read = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] body = seeds[random.nextInt(seeds.length)].clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                body[random.nextInt(body.length)] =
                        random.nextInt(8) == 0 ? (byte) random.nextInt() : letters[random.nextInt(letters.length)];
            }
            try {
                JsonBody.parse(body).values().forEach(values -> assertThat(values)
                        .isNotEmpty());
                read++;
            } catch (JsonBodyException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
        assertThat(read).as("bodies that were read after all").isPositive();
    }

    private static void assertTooLarge(InputStream body, long statedLength) {
        JsonBodyException error =
                catchThrowableOfType(JsonBodyException.class, () -> JsonBody.read(body, JSON, null, statedLength));
        assertThat(error.kind()).isEqualTo(JsonBodyException.Kind.TOO_LARGE);
        assertThat(error).hasMessageContaining("65536");
    }

    private static InputStream padded(int length) {
        String json = "{\"a\":\"b\"}";
        return new ByteArrayInputStream((json + " ".repeat(length - json.length())).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<String>> parse(String json) throws JsonBodyException {
        return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonBodyException error(String json) {
        return catchThrowableOfType(JsonBodyException.class, () -> parse(json));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
