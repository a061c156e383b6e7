package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the tests of out-of-band redirects have in common: a realm, a client and its requests. */
final class OutOfBandRealm {

    static final String COPY = "urn:ietf:wg:oauth:2.0:oob";
    static final String AUTO = "urn:ietf:wg:oauth:2.0:oob:auto";
    static final List<String> BOTH = List.of(COPY, AUTO);

    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    static final String PASSWORD = "ann-secret";

    private static final Pattern TITLE = Pattern.compile("<title>(.*?)</title>");
    private static final Pattern VALUE = Pattern.compile("<textarea[^>]*>([^<]*)</textarea>");

    private OutOfBandRealm() {}

    /** A realm in which the clients whose attribute {@code oob} is {@code true} may have their codes on a page. */
    static RealmFile file(String name) {
        return RealmFile.named(name)
                .allEvents()
                .profile("oob", "out-of-band", Map.of())
                .policy(
                        "oob for marked clients",
                        "oob",
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"oob\",\"value\":\"true\"}]"))
                .client("cli", granted(Map.of("name", "Command Line")))
                .user("ann", PASSWORD);
    }

    /** A public client that the policy matches, with both URNs. */
    static Map<String, ?> granted(Map<String, ?> members) {
        Map<String, Object> client = new LinkedHashMap<>(Map.of("publicClient", true, "redirectUris", BOTH));
        client.putAll(members);
        Map<String, Object> attributes = new LinkedHashMap<>(Map.of("oob", "true"));
        if (members.get("attributes") instanceof Map<?, ?> more) {
            more.forEach((key, value) -> attributes.put(key.toString(), value));
        }
        client.put("attributes", attributes);
        return client;
    }

    /** A client's authorization request as it should be; a null takes a parameter away. */
    static Map<String, String> request(String client, String redirectUri, String... changes) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", client);
        request.put("redirect_uri", redirectUri);
        request.put("scope", "openid");
        request.put("state", "a-state");
        request.put("code_challenge", CHALLENGE);
        request.put("code_challenge_method", "S256");
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1] == null) {
                request.remove(changes[i]);
            } else {
                request.put(changes[i], changes[i + 1]);
            }
        }
        return request;
    }

    static URI authorize(TestRealm realm, Map<String, String> request) {
        return realm.uri("/protocol/openid-connect/auth?" + Http.encode(request));
    }

    /** The token request for a code. */
    static Map<String, String> exchange(String client, String redirectUri, String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                client,
                "redirect_uri",
                redirectUri,
                "code",
                code,
                "code_verifier",
                VERIFIER);
    }

    /** The same with clients of each kind. */
    static RealmFile clients(String name) {
        return file(name)
                .with("resetPasswordAllowed", true)
                .client(
                        "web-and-page",
                        granted(Map.of("redirectUris", List.of("http://app.example/callback", COPY, AUTO))))
                .client("unmatched", Map.of("publicClient", true, "redirectUris", BOTH))
                .client("wildcard", granted(Map.of("redirectUris", List.of("*", "urn:*", COPY + "*"))))
                .client(
                        "look-alike",
                        granted(Map.of("redirectUris", List.of("URN:ietf:wg:oauth:2.0:oob", COPY + ":other"))))
                .client(
                        "only-copy",
                        granted(Map.of(
                                "redirectUris",
                                List.of(COPY),
                                "attributes",
                                Map.of("oauth2.device.authorization.grant.enabled", "true"))))
                .client("web", granted(Map.of("redirectUris", List.of("http://app.example/callback"))))
                .client("implicit", granted(Map.of("implicitFlowEnabled", true, "standardFlowEnabled", true)))
                .client("confidential", granted(Map.of("publicClient", false, "secret", "confidential-secret")))
                .client("switched", granted(Map.of()));
    }

    static Answer signIn(TestRealm realm, Map<String, String> request) {
        return Login.at(authorize(realm, request)).answerTo("ann", PASSWORD);
    }

    static String title(Answer page) {
        return first(TITLE, page);
    }

    /** The code that a page shows. */
    static String codeOn(Answer page) {
        return first(VALUE, page);
    }

    private static String first(Pattern pattern, Answer page) {
        Matcher matcher = pattern.matcher(page.body());
        if (!matcher.find()) {
            throw new AssertionError("No " + pattern + " in " + page);
        }
        return matcher.group(1);
    }
}
