package dev.extendedtoken.keycloak.responseformat.model;

import java.util.Optional;
import java.util.stream.Stream;

/** The spelling of {@code token_type} Bearer (RFC 6750). RFC 6749 section 5.1 compares it without regard to case. */
public enum TokenType {
    /** The spelling of Keycloak. */
    UNCHANGED(""),
    BEARER("Bearer"),
    LOWER_CASE("bearer");

    private final String text;

    TokenType(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** @param text the value of the option */
    public static Optional<TokenType> parse(String text) {
        return Stream.of(BEARER, LOWER_CASE)
                .filter(type -> type.text.equals(text))
                .findFirst();
    }

    /** The combination of two options; lower case prevails, because it is not the default of Keycloak. */
    TokenType and(TokenType other) {
        return compareTo(other) < 0 ? other : this;
    }

    /** @param tokenType any, or null; other types, such as {@code DPoP} and {@code N_A} (RFC 8693), are returned unchanged */
    public String write(String tokenType) {
        return this != UNCHANGED && BEARER.text.equalsIgnoreCase(tokenType) ? text : tokenType;
    }
}
