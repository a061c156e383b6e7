package dev.extendedtoken.keycloak.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any bytes as a {@code Content-Type} header: read as by the grammar of RFC 9110, written down as patterns. */
class JsonMediaTypeFuzzTest {

    private static final String WHITE_SPACE = "[ \\t]*";
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"(?:[\\t !#-\\[\\]-~\\x80-\\xFF]|\\\\[\\t\\x20-\\x7E\\x80-\\xFF])*+\"";
    private static final String PARAMETER = "(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")";
    private static final Pattern NEXT =
            Pattern.compile("\\G" + WHITE_SPACE + ";" + WHITE_SPACE + "(?:" + PARAMETER + ")?+" + WHITE_SPACE);
    private static final Pattern TYPE = Pattern.compile("(?i:application/json)(.*)", Pattern.DOTALL);

    @FuzzTest
    void isReadByTheGrammar(byte[] header) {
        String text = new String(header, StandardCharsets.ISO_8859_1);
        if (isHeader(text)) {
            assertThat(JsonMediaType.parse(text)).isEqualTo(expected(text.strip()));
        }
    }

    /** What an HTTP server lets pass. */
    private static boolean isHeader(String text) {
        return text.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7F);
    }

    private static JsonMediaType expected(String text) {
        Matcher type = TYPE.matcher(text);
        if (!type.matches()) {
            return JsonMediaType.OTHER;
        }
        String rest = type.group(1).replaceAll("^[ \\t]+$", "");
        List<String[]> parameters = new ArrayList<>();
        int end = 0;
        Matcher next = NEXT.matcher(rest);
        while (next.find() && next.end() > end) {
            end = next.end();
            if (next.group(1) != null) {
                parameters.add(new String[] {next.group(1), unquoted(next.group(2))});
            }
        }
        if (end < rest.length() || parameters.size() > 1) {
            return JsonMediaType.OTHER;
        }
        if (parameters.isEmpty()) {
            return JsonMediaType.JSON;
        }
        String[] only = parameters.get(0);
        if (!only[0].equalsIgnoreCase("charset")) {
            return JsonMediaType.OTHER;
        }
        return only[1].equalsIgnoreCase("utf-8") ? JsonMediaType.JSON : JsonMediaType.JSON_IN_OTHER_CHARSET;
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }
}
