package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.support.Http;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One request, as data. Target, headers and body may hold placeholders, {@code ${name}}, for what an earlier answer
 * brought or what is made anew for each request.
 *
 * @param name what the request is about
 * @param method any word
 * @param target as it stands in the request line
 * @param headers whole lines, sent as they stand
 * @param body null for none; sent with its length unless the headers say how it is framed
 * @param browser the cookie jar that is used and filled; null for none
 * @param remembered placeholder for later requests, and the regular expression whose first group finds its value
 */
record Exchange(
        String name,
        String method,
        String target,
        List<String> headers,
        String body,
        String browser,
        Map<String, String> remembered) {

    static Exchange of(String name, String method, String target) {
        return new Exchange(name, method, target, List.of(), null, null, Map.of());
    }

    static Exchange get(String name, String target) {
        return of(name, "GET", target);
    }

    /** A POST with a form. */
    static Exchange form(String name, String target, String form) {
        return post(name, target, Http.FORM, form);
    }

    static Exchange post(String name, String target, String contentType, String body) {
        return of(name, "POST", target).header("Content-Type: " + contentType).with(body);
    }

    Exchange with(String body) {
        return new Exchange(name, method, target, headers, body, browser, remembered);
    }

    Exchange header(String line) {
        List<String> all = new ArrayList<>(headers);
        all.add(line);
        return new Exchange(name, method, target, List.copyOf(all), body, browser, remembered);
    }

    /** With the credentials of a client. */
    Exchange basic(String client, String secret) {
        return header("Authorization: " + Http.basic(client, secret));
    }

    Exchange in(String browser) {
        return new Exchange(name, method, target, headers, body, browser, remembered);
    }

    Exchange remember(String placeholder, String regex) {
        Map<String, String> all = new LinkedHashMap<>(remembered);
        all.put(placeholder, regex);
        return new Exchange(name, method, target, headers, body, browser, all);
    }

    /** Whether the headers say already where the body ends. */
    boolean framesItself() {
        return headers.stream()
                .map(String::toLowerCase)
                .anyMatch(line -> line.startsWith("content-length:") || line.startsWith("transfer-encoding:"));
    }
}
