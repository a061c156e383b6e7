package dev.extendedtoken.keycloak.json;

/**
 * A JSON request body that is refused. The message is meant for the client: an {@code error_description} of
 * RFC 6749 section 5.2, which says what to do next and repeats no value of the body.
 */
public final class JsonBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    /** How the refusal is told in HTTP. The {@code error} is {@code invalid_request} in both. */
    public enum Kind {
        /** 400: the body, or a header about it, breaks a rule. */
        MALFORMED,
        /** 413: the body is longer than {@link JsonBody#MAX_BYTES}. */
        TOO_LARGE
    }

    private final Kind kind;

    private JsonBodyException(Kind kind, String message) {
        // Neither cause nor stack trace: Jackson's messages quote the body, and refusals are the client's affair.
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
