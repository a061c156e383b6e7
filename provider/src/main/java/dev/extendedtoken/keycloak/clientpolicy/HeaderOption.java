package dev.extendedtoken.keycloak.clientpolicy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The option {@code header} of an executor: the name of a request header that carries a credential of the extension. It
 * must be a field name by RFC 9110 section 5.1 that has no other meaning.
 */
public final class HeaderOption {

    /** The option's name in JSON. */
    public static final String NAME = "header";

    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    private static final Set<String> TAKEN = Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "authorization",
            "connection",
            "content-encoding",
            "content-language",
            "content-length",
            "content-type",
            "cookie",
            "date",
            "dpop",
            "expect",
            "forwarded",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "keep-alive",
            "oauth-client-attestation",
            "oauth-client-attestation-pop",
            "origin",
            "range",
            "referer",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "via",
            "x-request-id");

    private static final List<String> TAKEN_PREFIXES = List.of("sec-", "proxy-", "x-forwarded-");

    private HeaderOption() {}

    /** Whether a header of this name can carry a credential of the extension. */
    public static boolean isUsable(String name) {
        String field = name.toLowerCase(Locale.ROOT);
        return FIELD_NAME.matcher(name).matches()
                && !TAKEN.contains(field)
                && TAKEN_PREFIXES.stream().noneMatch(field::startsWith);
    }

    /** What a name must be, for an error message. */
    static String requirement(String defaultName) {
        return "must be the name of a request header of its own, for example " + defaultName
                + ": letters, digits and hyphens, and none that HTTP or Keycloak uses, as Authorization or Cookie";
    }
}
