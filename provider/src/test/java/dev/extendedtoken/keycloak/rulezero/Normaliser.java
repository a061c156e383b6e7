package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.support.WireAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of a server's answers what no two servers have in common, and nothing else. A random value becomes a number
 * in the order in which the server's values first appear: a token's session and that of its logout stay the same.
 *
 * <p>One instance reads all answers of one server to one realm, in their order.
 */
final class Normaliser {

    /** One way of being random: where it stands, and what is put in its place. */
    private record Rule(Pattern pattern, Function<MatchResult, String> replacement) {}

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<Rule> rules = new ArrayList<>();

    Normaliser() {
        // A signed token: its header and claims are shown; the signature follows from them and the realm's own key.
        rule("eyJ[\\w-]+\\.eyJ[\\w-]+\\.[\\w-]+", token -> {
            String[] parts = token.group().split("\\.");
            return "<token " + json(parts[0]) + json(parts[1]) + ">";
        });
        // An encrypted token: only its header can be read.
        rule(
                "(eyJ[\\w-]+)\\.[\\w-]*\\.[\\w-]+\\.[\\w-]+\\.[\\w-]+",
                token -> "<encrypted token " + json(token.group(1)) + ">");
        // Ids of realms, clients, flows, tokens; the first and the last part of a code.
        random("()([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})()");
        // Sessions: in tokens and redirects, and the second part of a code.
        random("(\"(?:sid|session_state)\" : \")([\\w-]{24})(\")");
        random("(session_state=|NAME=\"session_state\" VALUE=\")([\\w-]{24})()");
        random("(<random \\d+>\\.)([\\w-]{24})(\\.<random)");
        // A login attempt, in the addresses, forms and scripts of its pages, and what its session's token keeps for
        // them.
        random("((?:tab_id|session_code)=)([\\w-]+)()");
        random("(name=\"session_code\" value=\")([\\w-]+)(\")");
        random("(\"state_checker\" : \")([\\w-]{43})(\")");
        random("(checkAuthSession\\(\\s*\")([^\"]+)(\")");
        // The hash of the access token that came with an ID token.
        random("(\"at_hash\" : \")([\\w-]{22})(\")");
        // The realm's keys, made when it is imported; in discovery documents and in the headers of tokens.
        random("(\"(?:kid|n|x5t|x5t#S256|public_key)\" : \")([^\"<]+)(\")");
        random("(\"x5c\" : \\[ \")([^\"]+)(\" \\])");
        random("(<ds:(?:X509Certificate|KeyName)>)([^<]+)(<)");
        // What a device shows and what it keeps to itself.
        random("(\"user_code\" : \"|user_code=)([A-Z]{4}-[A-Z]{4})()");
        random("(\"device_code\" : \")([\\w-]{43})(\")");
        // The name of a cookie and its attributes are kept. Values that are tokens are shown already; some have
        // characters that must stand in quotes, some do not.
        random("(?m)^(Set-Cookie: \\w+=)\"?([^;<\"]+)\"?()");
        // The folder of a theme's files is named anew for each database.
        random("(/resources/)([0-9a-z]{5})(/)");
        // Moments, in seconds. Whether a token lives five minutes or ten must show; when it was issued cannot be the
        // same.
        rule(
                "(\"exp\" : )(\\d{10})(?=[^{}]*\"iat\" : (\\d{10}))",
                time -> time.group(1) + "<iat + " + about(seconds(time.group(2)) - seconds(time.group(3))) + ">");
        // The token of a JWT response mode has no claim that differs except its expiry.
        rule("(\"(?:iat|nbf|auth_time|exp)\" : )(\\d{10})\\b", time -> time.group(1) + "<moment>");
        // Remaining lifetimes lose a second where the clock ticks in between.
        rule(
                "(\"(?:expires_in|refresh_expires_in)\" : )(\\d+)",
                time -> time.group(1) + "<" + about(seconds(time.group(2))) + ">");
    }

    String normalise(WireAnswer answer) {
        String head = answer.statusLine() + "\n"
                + answer.headers().stream()
                        .map(Normaliser::sortedList)
                        // The order of different headers means nothing, and follows hash codes.
                        .sorted(Comparator.comparing(line -> line.split(":")[0]))
                        .collect(Collectors.joining("\n"));
        String body = CanonicalJson.format(answer.body()).orElse(answer.body());
        return applyRules(head + "\n\n" + body);
    }

    /** Keycloak keeps these names in a set, whose order changes with each start. */
    private static String sortedList(String header) {
        String name = "Access-Control-Allow-Headers: ";
        return header.startsWith(name)
                ? name
                        + Arrays.stream(header.substring(name.length()).split(", "))
                                .sorted()
                                .toList()
                : header;
    }

    private String applyRules(String text) {
        String result = text;
        for (Rule rule : rules) {
            result = rule.pattern()
                    .matcher(result)
                    .replaceAll(
                            match -> Matcher.quoteReplacement(rule.replacement().apply(match)));
        }
        return result;
    }

    private void rule(String regex, Function<MatchResult, String> replacement) {
        rules.add(new Rule(Pattern.compile(regex), replacement));
    }

    /** @param regex three groups: what stands before the random value, the value, what stands behind it */
    private void random(String regex) {
        rule(regex, match -> match.group(1) + numbered(match.group(2)) + match.group(3));
    }

    /** The hash of a session is written in one Base64 alphabet here and in the other there. */
    private String numbered(String value) {
        String urlSafe = value.replace('+', '-').replace('/', '_');
        return "<random " + numbers.computeIfAbsent(urlSafe, unseen -> numbers.size() + 1) + ">";
    }

    /** Rounded, so that a tick of the clock does not show. */
    private static String about(long seconds) {
        return "about " + Math.round(seconds / 10.0) * 10 + " s";
    }

    private static long seconds(String digits) {
        return Long.parseLong(digits);
    }

    private String json(String part) {
        String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
        return applyRules(CanonicalJson.format(text).orElse(text));
    }
}
