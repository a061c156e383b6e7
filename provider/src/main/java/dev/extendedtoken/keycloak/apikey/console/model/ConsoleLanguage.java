package dev.extendedtoken.keycloak.apikey.console.model;

import java.util.List;
import java.util.Locale;

/** The languages of the key console. */
public final class ConsoleLanguage {

    /** Codes of ISO 639. */
    public static final List<String> ALL = List.of("en", "de", "fr", "es", "pt", "ja", "ar", "zh");

    private ConsoleLanguage() {}

    /**
     * The language that a browser prefers among those of the page; English if it wants none of them.
     *
     * @param accepted the header {@code Accept-Language} (RFC 9110 section 12.5.4); null if there is none
     */
    public static String choose(String accepted) {
        return ranges(accepted).stream()
                .filter(range -> range.getWeight() > 0)
                .map(range -> range.getRange().split("-", 2)[0])
                .filter(ALL::contains)
                .findFirst()
                .orElse("en");
    }

    private static List<Locale.LanguageRange> ranges(String accepted) {
        try {
            return accepted == null ? List.of() : Locale.LanguageRange.parse(accepted);
        } catch (IllegalArgumentException unreadable) {
            return List.of();
        }
    }
}
