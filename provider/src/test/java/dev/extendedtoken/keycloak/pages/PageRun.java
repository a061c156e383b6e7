package dev.extendedtoken.keycloak.pages;

import java.util.List;

/**
 * What was done with the blocks of a page.
 *
 * @param notRun line and reason of those that a test cannot run
 */
record PageRun(Page page, long sh, long http, long json, List<String> notRun) {

    static PageRun from(Page page) {
        return new PageRun(
                page,
                count(page, "sh"),
                count(page, "http"),
                count(page, "json"),
                page.blocks().stream()
                        .filter(block -> block.notRun().isPresent())
                        .map(block ->
                                "line " + block.line() + ": " + block.notRun().orElseThrow())
                        .toList());
    }

    private static long count(Page page, String language) {
        return page.blocks().stream()
                .filter(block -> block.isExecuted() && block.language().equals(language))
                .count();
    }

    long executed() {
        return sh + http + json;
    }
}
