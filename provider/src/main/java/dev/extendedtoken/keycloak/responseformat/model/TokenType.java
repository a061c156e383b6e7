package dev.extendedtoken.keycloak.responseformat.model;

import java.util.Optional;
import java.util.stream.Stream;

/** How the {@code token_type} Bearer is written (RFC 6750); RFC 6749 section 5.1 compares it without regard to case. */
public enum TokenType {
    /** As Keycloak writes it. */
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

    /** @param text of an option that is set */
    public static Optional<TokenType> parse(String text) {
        return Stream.of(BEARER, LOWER_CASE)
                .filter(type -> type.text.equals(text))
                .findFirst();
    }

    /** Where two are asked for it is lower case, which Keycloak does not write unless asked. */
    TokenType and(TokenType other) {
        return compareTo(other) < 0 ? other : this;
    }

    /** @param tokenType any, or null; {@code DPoP} and {@code N_A} (RFC 8693) come back as they are */
    public String write(String tokenType) {
        return this != UNCHANGED && BEARER.text.equalsIgnoreCase(tokenType) ? text : tokenType;
    }
}
