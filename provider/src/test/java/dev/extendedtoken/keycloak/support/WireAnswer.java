package dev.extendedtoken.keycloak.support;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer as it came over the wire, chunks put together.
 *
 * @param headers whole lines, in the order in which they came
 */
public record WireAnswer(String statusLine, List<String> headers, String body) {

    /** The server closed the connection without a response. */
    public static final WireAnswer NONE = new WireAnswer("(closed without an answer)", List.of(), "");

    /** Of the status line; 0 if there was no answer. */
    public int status() {
        return this.equals(NONE) ? 0 : Integer.parseInt(statusLine.split(" ")[1]);
    }

    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    public List<String> headers(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .toList();
    }

    /** All of it. */
    public String text() {
        return statusLine + "\n" + String.join("\n", headers) + "\n\n" + body;
    }
}
