package dev.extendedtoken.keycloak.responseformat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.responseformat.model.Envelope;
import dev.extendedtoken.keycloak.responseformat.model.ResponseFormat;
import dev.extendedtoken.keycloak.responseformat.model.TokenType;
import java.util.Set;

/** The configuration of the executor {@code token-response-format}: {@link ResponseFormat}. */
public final class ResponseFormatConfiguration extends ExecutorConfiguration {

    static final String ERROR_FORMAT = "error-format";

    /** The value of {@link #ERROR_FORMAT} for errors of RFC 6749. */
    static final String OAUTH = "oauth";

    /** The value of {@link #ERROR_FORMAT} for errors as {@link Envelope}. */
    static final String ENVELOPE = "envelope";

    static final String INVALID_CLIENT = "invalid-client";
    static final String REQUEST_ID = "request-id";

    static final String TOKEN_TYPE = "token-type";

    private final ResponseFormat format;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ResponseFormatConfiguration(JsonNode json) {
        super(ResponseFormatExecutorFactory.ID, json, Set.of(ERROR_FORMAT, INVALID_CLIENT, REQUEST_ID, TOKEN_TYPE));
        String errors = options.text(ERROR_FORMAT).orElse(OAUTH);
        if (!errors.equals(OAUTH) && !errors.equals(ENVELOPE)) {
            options.invalid(ERROR_FORMAT, "must be " + OAUTH + " or " + ENVELOPE);
        }
        format = new ResponseFormat(
                errors.equals(ENVELOPE), options.flag(INVALID_CLIENT), options.flag(REQUEST_ID), tokenType());
    }

    private TokenType tokenType() {
        String requirement = "must be " + TokenType.BEARER.text() + " or " + TokenType.LOWER_CASE.text();
        return options.parsed(TOKEN_TYPE, TokenType::parse, requirement).orElse(TokenType.UNCHANGED);
    }

    /** The configured format; not valid if there is a {@link #misconfiguration}. */
    public ResponseFormat format() {
        return format;
    }
}
