package dev.extendedtoken.keycloak.apikey.admin;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;

/**
 * The numbers of a query string.
 *
 * @param first how many elements of a list are left out
 * @param max how many follow
 */
record Page(long first, long max) {

    static final String FIRST = "first";
    static final String MAX = "max";

    private static final long DEFAULT_MAX = 100;

    /**
     * @param first null if the request does not have it
     * @param max null if the request does not have it
     * @throws ErrorResponseException 400
     */
    static Page read(String first, String max) {
        return new Page(number(FIRST, first).orElse(0L), number(MAX, max).orElse(DEFAULT_MAX));
    }

    private static Optional<Long> number(String name, String text) {
        return Optional.ofNullable(text).map(digits -> number(name, digits, Integer.MAX_VALUE));
    }

    /**
     * A whole number from 0.
     *
     * @throws ErrorResponseException 400
     */
    static long number(String name, String text, long max) {
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number <= max) {
                return number;
            }
        }
        throw ErrorResponse.error(
                "'" + name + "' must be a whole number from 0 to " + max, Response.Status.BAD_REQUEST);
    }
}
