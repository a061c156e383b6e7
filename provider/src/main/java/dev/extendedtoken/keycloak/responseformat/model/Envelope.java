package dev.extendedtoken.keycloak.responseformat.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * An error as some authorization servers send it: a list of one, with the page of results that it is not.
 *
 * @param meta always the same
 * @param errors one
 */
public record Envelope(@JsonProperty("meta") Meta meta, @JsonProperty("errors") List<Problem> errors) {

    record Meta(@JsonProperty("pagination") Pagination pagination) {}

    record Pagination(
            @JsonProperty("limit") int limit,
            @JsonProperty("offset") int offset,
            @JsonProperty("total_count") int totalCount) {}

    /**
     * @param httpcode the answer's status again
     * @param message for a person
     */
    record Problem(@JsonProperty("httpcode") int httpcode, @JsonProperty("message") String message) {}

    private static final Meta NO_PAGE = new Meta(new Pagination(0, 0, 0));

    public static Envelope of(int status, OAuthError error) {
        return new Envelope(
                NO_PAGE, List.of(new Problem(status, error.description().orElse(error.error()))));
    }
}
