package dev.extendedtoken.keycloak.outofband.model;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The two redirect URIs of clients that cannot receive a redirect. The code is shown on a page. */
public enum OutOfBandUri {

    /** The user copies the code from the page. */
    COPY("urn:ietf:wg:oauth:2.0:oob"),

    /** The client reads the code from the title of the browser window. */
    AUTO("urn:ietf:wg:oauth:2.0:oob:auto");

    private final String urn;

    OutOfBandUri(String urn) {
        this.urn = urn;
    }

    String urn() {
        return urn;
    }

    /** @return empty unless the text is exactly one of the URNs */
    public static Optional<OutOfBandUri> parse(String redirectUri) {
        return Arrays.stream(values())
                .filter(uri -> uri.urn.equals(redirectUri))
                .findFirst();
    }

    /** Whether a client or a person may take it for one of the URNs: in any case, encoded, or with a suffix. */
    public static boolean resembles(String redirectUri) {
        return decoded(redirectUri).toLowerCase(Locale.ROOT).startsWith(COPY.urn);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
