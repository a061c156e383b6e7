package dev.extendedtoken.keycloak.responseformat.model;

import java.util.List;

/**
 * How the answers of one client look.
 *
 * @param envelope errors in the envelope of {@link Envelope} instead of RFC 6749's
 * @param invalidClient {@code invalid_client} wherever client authentication has failed (RFC 6749 section 5.2)
 * @param requestId a {@code X-Request-Id}
 * @param tokenType how {@code Bearer} is written
 */
public record ResponseFormat(boolean envelope, boolean invalidClient, boolean requestId, TokenType tokenType) {

    /** Keycloak's own. */
    public static final ResponseFormat DEFAULT = new ResponseFormat(false, false, false, TokenType.UNCHANGED);

    /** What satisfies them all. */
    public static ResponseFormat all(List<ResponseFormat> formats) {
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
