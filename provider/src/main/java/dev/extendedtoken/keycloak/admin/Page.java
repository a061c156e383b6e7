package dev.extendedtoken.keycloak.admin;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of a list, by the query parameters {@code first} and {@code max} of Keycloak's Admin REST API.
 *
 * @param first how many elements come before it
 * @param max the most elements that it has
 */
public record Page(int first, int max) {

    /** What the query parameters must be, for an error message. */
    public static final String VALID = "'first' and 'max' must be whole numbers from 0 to " + Integer.MAX_VALUE;

    private static final int DEFAULT_MAX = 100;

    /**
     * Reads the query parameters; empty if one of them is not {@link #VALID}.
     *
     * @param first null for 0
     * @param max null for 100
     */
    public static Optional<Page> parse(String first, String max) {
        return number(first, 0).flatMap(skipped -> number(max, DEFAULT_MAX).map(most -> new Page(skipped, most)));
    }

    /** The elements of this part. No element after them is computed if the stream is lazy. */
    public <T> List<T> select(Stream<T> all) {
        return all.skip(first).limit(max).toList();
    }

    private static Optional<Integer> number(String text, int otherwise) {
        if (text == null) {
            return Optional.of(otherwise);
        }
        try {
            return Optional.of(Integer.parseInt(text)).filter(number -> number >= 0);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
