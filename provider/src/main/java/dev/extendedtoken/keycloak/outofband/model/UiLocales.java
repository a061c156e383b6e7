package dev.extendedtoken.keycloak.outofband.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The parameter {@code ui_locales} (OpenID Connect Core 1.0 section 3.1.2.1).
 *
 * @param requested the languages in the client's order of preference
 */
public record UiLocales(List<Locale> requested) {

    /** Ignores text that is no language tag. */
    public static UiLocales parse(String value) {
        return new UiLocales(Arrays.stream(value.split(" "))
                .map(Locale::forLanguageTag)
                .filter(locale -> !locale.getLanguage().isEmpty())
                .toList());
    }

    /** The first supported language. A country that is not supported falls back to its language without a country. */
    public Optional<Locale> bestOf(List<Locale> supported) {
        return requested.stream()
                .flatMap(locale -> match(locale, supported).stream())
                .findFirst();
    }

    private static Optional<Locale> match(Locale locale, List<Locale> supported) {
        List<Locale> sameLanguage = supported.stream()
                .filter(other -> other.getLanguage().equals(locale.getLanguage()))
                .toList();
        return ofCountry(locale.getCountry(), sameLanguage)
                .or(() -> ofCountry("", sameLanguage))
                .or(() -> locale.getCountry().isEmpty() ? sameLanguage.stream().findFirst() : Optional.empty());
    }

    private static Optional<Locale> ofCountry(String country, List<Locale> locales) {
        return locales.stream()
                .filter(locale -> locale.getCountry().equals(country))
                .findFirst();
    }
}
