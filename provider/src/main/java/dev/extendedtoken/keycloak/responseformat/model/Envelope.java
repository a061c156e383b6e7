package dev.extendedtoken.keycloak.responseformat.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The error format of some other authorization servers: a list with one error, and pagination that is always empty.
 *
 * @param meta constant
 * @param errors one element
 */
public record Envelope(@JsonProperty("meta") Meta meta, @JsonProperty("errors") List<ErrorItem> errors) {

    record Meta(@JsonProperty("pagination") Pagination pagination) {}

    record Pagination(
            @JsonProperty("limit") int limit,
            @JsonProperty("offset") int offset,
            @JsonProperty("total_count") int totalCount) {}

    /**
     * @param httpcode the HTTP status of the response
     * @param message a text for developers
     */
    record ErrorItem(@JsonProperty("httpcode") int httpcode, @JsonProperty("message") String message) {}

    private static final Meta NO_PAGE = new Meta(new Pagination(0, 0, 0));

    public static Envelope forError(int status, OAuthError error) {
        return new Envelope(
                NO_PAGE, List.of(new ErrorItem(status, error.description().orElse(error.error()))));
    }
}
