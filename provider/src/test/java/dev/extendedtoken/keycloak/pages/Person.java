package dev.extendedtoken.keycloak.pages;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Login;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The user of the demo realm in front of a browser. */
final class Person {

    private static final Pattern CODE_ON_PAGE = Pattern.compile("<title>Success code=([^<]+)</title>");

    /** Signs in, and copies the code from the address or from the page where the browser ends. */
    String codeAt(URI address) {
        Answer end = Login.at(address).answerTo("demo", "demo");
        if (end.status() == 302) {
            return Login.parameter(Login.location(end), "code");
        }
        Matcher title = CODE_ON_PAGE.matcher(end.expect(200).body());
        if (!title.find()) {
            throw new AssertionError("No code at " + address + ": " + end);
        }
        return title.group(1);
    }
}
