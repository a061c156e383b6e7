package dev.extendedtoken.keycloak.outofband.model;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The two redirect URIs that stand for a page instead of an address. */
public enum OutOfBandUri {

    /** The person copies the code from the page. */
    COPY("urn:ietf:wg:oauth:2.0:oob"),

    /** The client reads the code from the window's title; the person closes the window. */
    AUTO("urn:ietf:wg:oauth:2.0:oob:auto");

    private final String urn;

    OutOfBandUri(String urn) {
        this.urn = urn;
    }

    /** As it stands in a request and among a client's valid redirect URIs. */
    String urn() {
        return urn;
    }

    /** The one that is written exactly so. */
    public static Optional<OutOfBandUri> of(String redirectUri) {
        return Arrays.stream(values())
                .filter(uri -> uri.urn.equals(redirectUri))
                .findFirst();
    }

    /** Whether somebody could take this for one of them: in another case, encoded, or with something behind it. */
    public static boolean isLike(String redirectUri) {
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
