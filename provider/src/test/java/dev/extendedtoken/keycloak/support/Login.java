package dev.extendedtoken.keycloak.support;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One person at the authorization endpoint: the login form of the default theme, filled in over HTTP. */
public final class Login {

    /** A code as Keycloak makes it: a UUID, the session's id, the client's UUID. */
    public static final Pattern CODE = Pattern.compile("[0-9a-f-]{36}\\.[A-Za-z0-9_-]{16,}\\.[0-9a-f-]{36}");

    private static final Pattern FORM_ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");

    private static final Pattern CONSENT_CODE = Pattern.compile("name=\"code\" value=\"([^\"]+)\"");

    private final Http browser;
    private final URI request;

    private Login(URI request, Http browser) {
        this.request = request;
        this.browser = browser;
    }

    /** A login at a given authorization request. */
    public static Login at(URI request) {
        return at(request, Http.browser());
    }

    /** The same in a browser that may be signed in already. */
    public static Login at(URI request, Http browser) {
        return new Login(request, browser);
    }

    static Login forClient(TestRealm realm, String clientId, String redirectUri, Map<String, String> parameters) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", clientId);
        request.put("redirect_uri", redirectUri);
        request.putAll(parameters);
        return at(realm.uri("/protocol/openid-connect/auth?" + Http.encode(request)));
    }

    /** Where the browser is sent in the end, after signing in. */
    public URI as(String username, String password) {
        return location(answerTo(username, password).expect(302));
    }

    /** The last response after signing in. */
    public Answer answerTo(String username, String password) {
        Answer page = open();
        if (page.status() == 302) {
            // A pushed request is not left in the address bar.
            page = browser.get(location(page));
        }
        return signIn(browser, page, username, password);
    }

    /** Fills in the login form that a browser shows. */
    public static Answer signIn(Http browser, Answer form, String username, String password) {
        return browser.form(formOn(form.expect(200)), Map.of("username", username, "password", password));
    }

    /**
     * Agrees on Keycloak's consent page, which the browser is sent to after it has signed in.
     *
     * @return what the server says then
     */
    public static Answer agree(Http browser, Answer signedIn) {
        URI consent = location(signedIn.expect(302));
        Answer question = browser.get(consent).expect(200);
        Matcher login = CONSENT_CODE.matcher(question.body());
        if (!login.find()) {
            throw new AssertionError("No question on the page: " + question.body());
        }
        return browser.form(consent.resolve(formOn(question)), Map.of("code", login.group(1), "accept", "Yes"));
    }

    /** Where the form of a page is sent. */
    public static URI formOn(Answer page) {
        Matcher form = FORM_ACTION.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError("No form on the page: " + page.body());
        }
        return URI.create(form.group(1).replace("&amp;", "&"));
    }

    /** The code that the client gets when {@code username} signs in. */
    public String codeFor(String username, String password) {
        return parameter(as(username, password), "code");
    }

    /** The first answer of the authorization endpoint. */
    public Answer open() {
        return browser.get(request);
    }

    /** A parameter of a redirect, in its query or its fragment. */
    public static String parameter(URI redirect, String name) {
        String parameters = redirect.getRawQuery() == null ? redirect.getRawFragment() : redirect.getRawQuery();
        String value = Arrays.stream(parameters.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)))
                .get(name);
        if (value == null) {
            throw new AssertionError("No " + name + " in " + redirect);
        }
        return value;
    }

    /** Where an answer sends the browser. */
    public static URI location(Answer answer) {
        return URI.create(answer.header("Location").orElseThrow());
    }
}
