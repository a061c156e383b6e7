package dev.extendedtoken.keycloak.support;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person who opens the link that a device shows (RFC 8628), in the default theme. */
public final class DevicePage {

    private static final Pattern FORM_ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\"[^>]* name=\"([^\"]+)\"[^>]* value=\"([^\"]*)\"");

    private final Http browser = Http.browser();

    /** Signs in and says yes. */
    public void allow(URI link, String username, String password) {
        Page login = open(link, browser.get(link));
        Page consent = submit(login, Map.of("username", username, "password", password));
        submit(consent, Map.of("accept", "Yes"));
    }

    private Page submit(Page page, Map<String, String> input) {
        Matcher form = FORM_ACTION.matcher(page.html());
        if (!form.find()) {
            throw new AssertionError("No form on the page: " + page.html());
        }
        Map<String, String> fields = new LinkedHashMap<>(input);
        Matcher hidden = HIDDEN.matcher(page.html());
        while (hidden.find()) {
            fields.putIfAbsent(hidden.group(1), hidden.group(2));
        }
        URI action = page.address().resolve(form.group(1).replace("&amp;", "&"));
        return open(action, browser.form(action, fields));
    }

    private Page open(URI address, Answer answer) {
        if (answer.status() != 302) {
            return new Page(address, answer.expect(200).body());
        }
        URI next = address.resolve(answer.header("Location").orElseThrow());
        return open(next, browser.get(next));
    }

    private record Page(URI address, String html) {}
}
