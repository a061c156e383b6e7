package dev.extendedtoken.keycloak.outofband.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The languages that a client asks for, the best first ({@code ui_locales}, OpenID Connect Core 1.0 section 3.1.2.1). */
public record UiLocales(List<Locale> wanted) {

    /** Tags that are none count for nothing. */
    public static UiLocales parse(String value) {
        return new UiLocales(Arrays.stream(value.split(" "))
                .map(Locale::forLanguageTag)
                .filter(locale -> !locale.getLanguage().isEmpty())
                .toList());
    }

    /** The first that is supported; a country that is not yields to its language, but not to another country. */
    public Optional<Locale> bestOf(List<Locale> supported) {
        return wanted.stream()
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
