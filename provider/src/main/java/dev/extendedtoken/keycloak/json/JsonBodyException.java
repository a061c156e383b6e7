package dev.extendedtoken.keycloak.json;

/**
 * A JSON request body that is refused with {@code invalid_request}. The message is the {@code error_description} of
 * RFC 6749 section 5.2. It says what to correct and contains no value of the body.
 */
public final class JsonBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The HTTP status of the error response. */
    public enum Kind {
        /** 400: the body, or a header that describes it, is not valid. */
        MALFORMED,
        /** 413: the body is longer than {@link JsonBody#MAX_BYTES}. */
        TOO_LARGE
    }

    private final Kind kind;

    private JsonBodyException(Kind kind, String message) {
        // No cause and no stack trace: Jackson's messages quote the body, which may contain credentials.
        super(message, null, false, false);
        this.kind = kind;
    }

    static JsonBodyException malformed(String message) {
        return new JsonBodyException(Kind.MALFORMED, message);
    }

    static JsonBodyException tooLarge() {
        return new JsonBodyException(
                Kind.TOO_LARGE, "The JSON body is longer than " + JsonBody.MAX_BYTES + " bytes; send a shorter one");
    }

    public Kind kind() {
        return kind;
    }
}
