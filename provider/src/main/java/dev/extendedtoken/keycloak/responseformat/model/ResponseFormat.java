package dev.extendedtoken.keycloak.responseformat.model;

import java.util.List;

/**
 * The format of responses to a client.
 *
 * @param envelope whether errors have the format of {@link Envelope} instead of that of RFC 6749
 * @param invalidClient whether every failed client authentication is {@code invalid_client} (RFC 6749 section 5.2)
 * @param requestId whether responses have the header {@code X-Request-Id}
 * @param tokenType the spelling of {@code Bearer}
 */
public record ResponseFormat(boolean envelope, boolean invalidClient, boolean requestId, TokenType tokenType) {

    /** The format of Keycloak. */
    public static final ResponseFormat DEFAULT = new ResponseFormat(false, false, false, TokenType.UNCHANGED);

    /** The format that has every option that one of the formats has. */
    public static ResponseFormat combine(List<ResponseFormat> formats) {
        return formats.stream()
                .reduce(
                        DEFAULT,
                        (one, other) -> new ResponseFormat(
                                one.envelope || other.envelope,
                                one.invalidClient || other.invalidClient,
                                one.requestId || other.requestId,
                                one.tokenType.and(other.tokenType)));
    }
}
