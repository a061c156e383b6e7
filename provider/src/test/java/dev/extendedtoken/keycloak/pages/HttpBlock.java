package dev.extendedtoken.keycloak.pages;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as it is on the wire. In its body, three dots stand for a code and its verifier, which a client with HTTP
 * Basic would have by then.
 */
record HttpBlock(URI server) {

    private static final Pattern REQUEST = Pattern.compile(
            "(?<method>[A-Z]+) (?<path>\\S+)\\n(?<headers>(?:[^:\\n]+: [^\\n]*\\n)*)(?:\\n(?<body>.*))?",
            Pattern.DOTALL);

    private static final Pattern BASIC = Pattern.compile("(?m)^Authorization: Basic (\\S+)$");

    private static final String CODE = "\"code\": \"...\"";
    private static final String VERIFIER = "\"code_verifier\": \"...\"";
    private static final String VERIFIER_VALUE = "a-verifier-of-a-test-with-fifty-characters-0123456";

    void send(String text, List<Integer> statuses) {
        Matcher request = REQUEST.matcher(text);
        if (!request.matches()) {
            throw new AssertionError("Not a request: " + text);
        }
        URI address = server.resolve(request.group("path"));
        String body = request.group("body") == null ? "" : request.group("body").strip();
        if (body.contains(CODE)) {
            body = body.replace(CODE, CODE.replace("...", code(address, text)))
                    .replace(VERIFIER, VERIFIER.replace("...", VERIFIER_VALUE));
        }
        HttpRequest.Builder message =
                HttpRequest.newBuilder(address).method(request.group("method"), BodyPublishers.ofString(body));
        request.group("headers")
                .lines()
                .map(line -> line.split(": ", 2))
                .forEach(header -> message.header(header[0], header[1]));
        Answer answer = Http.client().send(message);
        boolean asExpected =
                statuses.isEmpty() ? answer.status() / 100 == 2 : statuses.equals(List.of(answer.status()));
        if (!asExpected) {
            throw new AssertionError("Status " + answer);
        }
    }

    private static String code(URI token, String request) {
        Matcher basic = BASIC.matcher(request);
        if (!basic.find()) {
            throw new AssertionError("Whose code? " + request);
        }
        String credentials = new String(Base64.getDecoder().decode(basic.group(1)), StandardCharsets.UTF_8);
        URI authorize = token.resolve("auth?"
                + Http.encode(Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        credentials.replaceFirst(":.*", ""),
                        "code_challenge",
                        SigningKey.sha256(VERIFIER_VALUE),
                        "code_challenge_method",
                        "S256")));
        return new Person().codeAt(authorize);
    }
}
