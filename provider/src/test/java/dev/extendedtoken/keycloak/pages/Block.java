package dev.extendedtoken.keycloak.pages;

import java.util.List;
import java.util.Optional;

/**
 * A fenced block of a page.
 *
 * @param line where its text begins, counted from 1
 * @param language what stands after the fence; may be empty
 * @param notRun why a test cannot run it, from the comment {@code <!-- not run: reason -->} before it
 * @param statuses of the HTTP responses in their order, from the comment {@code <!-- statuses: 200, 401 -->} before it;
 *     empty where all of them are successes
 */
public record Block(int line, String language, String text, Optional<String> notRun, List<Integer> statuses) {

    /** Notations that a test executes. */
    static final List<String> EXECUTED = List.of("sh", "http", "json");

    boolean isExecuted() {
        return EXECUTED.contains(language) && notRun.isEmpty();
    }
}
