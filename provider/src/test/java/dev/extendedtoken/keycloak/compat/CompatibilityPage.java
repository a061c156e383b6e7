package dev.extendedtoken.keycloak.compat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code provider/COMPATIBILITY.md}, made from the lists of this package. */
final class CompatibilityPage {

    private CompatibilityPage() {}

    static String render() {
        return String.join(
                "\n",
                List.of(
                        HEAD,
                        versions(),
                        PREPARED,
                        changes(),
                        REPLACED,
                        replaced(),
                        REORDERED,
                        reordered(),
                        USED,
                        counts(),
                        "",
                        used(),
                        NAMES,
                        names(),
                        ""));
    }

    private static final String HEAD =
            """
            <!-- Made from the lists of dev.extendedtoken.keycloak.compat; a test compares. To write it anew:
                 mvn test -Dtest=CompatibilityPageTest -Dcompatibility.page=write -Dsurefire.failIfNoSpecifiedTests=false -->
            # Compatibility

            One JAR for these versions of Keycloak:
            """;

    private static final String PREPARED =
            """

            *Prepared* means: never run, but read and rehearsed.
            - Every reference of the JAR into `keycloak-core` and `keycloak-common` exists in them, which a test resolves.
            - The guarantees hold where its two big changes are brought about on %s: every error response rolls the
              transaction back, and user sessions are not cached.
            - What changed in the classes that the extension replaces, extends or calls was read in the sources as far as
              they could be had; the tables below say what was not.

            On other versions, a warning at start-up says so. A server that lacks a class that is listed below, or one of the
            methods that the extension overrides, does not start with the JAR: no request meets a feature that cannot refuse it.

            ## What %s changes

            | Change | Upstream | What the extension does |
            |---|---|---|"""
                    .formatted(KeycloakVersions.TESTED_MINOR, KeycloakVersions.PREPARED_MINOR);

    private static final String REPLACED =
            """

            ## Providers that it takes the place of

            If yet another extension replaces one of these, a warning at start-up says what then does not work: the last
            column. The column before it is %s against 26.7.4, for Keycloak's class.

            | Provider | SPI | Id | Keycloak's class | By | %s | Without it |
            |---|---|---|---|---|---|---|"""
                    .formatted(KeycloakVersions.PREPARED_MINOR, KeycloakVersions.PREPARED_MINOR);

    private static final String REORDERED =
            """

            ## Providers whose place matters

            Keycloak asks the providers of these SPIs in the order of their factories.

            | SPI | Id | By | Place | %s | What breaks elsewhere |
            |---|---|---|---|---|---|"""
                    .formatted(KeycloakVersions.PREPARED_MINOR);

    private static final String USED =
            """

            ## Classes without a public API that it uses

            Everything outside of `keycloak-core`, `keycloak-common` and `keycloak-server-spi`. A test fails on a class that
            is not listed. The third column is %s against 26.7.4."""
                    .formatted(KeycloakVersions.PREPARED_MINOR);

    private static final String NAMES =
            """

            ## Names that it knows as text

            Where neither an API nor a class links the two. The third column is %s against 26.7.4.

            | Name | What it is | %s | What breaks if it changes |
            |---|---|---|---|"""
                    .formatted(KeycloakVersions.PREPARED_MINOR, KeycloakVersions.PREPARED_MINOR);

    private static final List<List<String>> CHANGES = List.of(
            List.of(
                    "Every error response rolls the request's transaction back",
                    "issue 50911, PR 50943",
                    "What must persist after an error response is committed in a transaction of its own, on all versions"),
            List.of(
                    "Persistent user sessions are not cached by default",
                    "upgrade guide of 26.8.0",
                    "A refresh goes by the row in the database, cached or not"),
            List.of(
                    "The configuration of conditions and executors is a `RawJsonValue`, no `JsonNode`",
                    "issue 48216, PR 50848",
                    "The realm's policies are read with types of the extension's own"),
            List.of(
                    "The realm's *Revoke Refresh Token* also compares the latest token",
                    "issue 50999, PR 51885",
                    "Rotation keeps that check out of its refreshes. When one hands over to the other, the note of the"
                            + " latest token gets the id of the token that the client has"),
            List.of(
                    "Revocation asks the provider that the token's `prov` names",
                    "PR 50626, PR 51048",
                    "Tokens of rotation name Keycloak's own, which ends their client session as before"),
            List.of(
                    "From 26.8.1, revocation waits for the lock of Keycloak's own rotation",
                    "issue 51312",
                    "Nothing: a revocation that meets a refresh of rotation is decided by the row, as on 26.7"),
            List.of(
                    "The setting *Use lower-case bearer type in token responses* is deprecated",
                    "upgrade guide of 26.8.0",
                    "`token-type` of `token-response-format`"));

    private static String versions() {
        return rows(Stream.of(
                List.of("Keycloak", ""),
                List.of("---", "---"),
                List.of(String.join(", ", KeycloakVersions.TESTED), "tested"),
                List.of("other " + KeycloakVersions.TESTED_MINOR, "expected to work as these"),
                List.of(KeycloakVersions.PREPARED_MINOR.toString(), "prepared, not tested by this release"),
                List.of("older, newer", "use the release of the extension that names the version")));
    }

    private static String changes() {
        return rows(CHANGES.stream());
    }

    private static String replaced() {
        return rows(ReplacedProviders.ALL.stream()
                .map(provider -> List.of(
                        provider.what(),
                        code(provider.spi().getSimpleName()),
                        provider.id() == null ? "the default" : code(provider.id()),
                        code(provider.builtIn().getSimpleName()),
                        code(simpleName(provider.factory())),
                        difference(provider.builtIn()),
                        provider.withoutIt())));
    }

    private static String reordered() {
        return rows(ReorderedProviders.ALL.stream()
                .map(provider -> List.of(
                        code(provider.spi().getSimpleName()),
                        code(provider.id()),
                        code(simpleName(provider.factory())),
                        provider.place(),
                        difference(provider.spi()),
                        provider.breaks())));
    }

    private static String difference(Class<?> internal) {
        InternalType type = InternalTypes.find(internal).orElseThrow();
        return type.note().isEmpty() ? Label.of(type.state()) : Label.of(type.state()) + ": " + type.note();
    }

    private static String counts() {
        Map<StateIn268, Long> counts =
                InternalTypes.ALL.stream().collect(Collectors.groupingBy(InternalType::state, Collectors.counting()));
        return Stream.of(StateIn268.values())
                .map(state -> counts.getOrDefault(state, 0L) + " " + Label.of(state))
                .collect(Collectors.joining(", ", "Of " + InternalTypes.ALL.size() + ": ", "."));
    }

    private static String used() {
        return rows(Stream.concat(
                Stream.of(
                        List.of(
                                "Class",
                                "Use",
                                KeycloakVersions.PREPARED_MINOR.toString(),
                                "What breaks if it changes"),
                        List.of("---", "---", "---", "---")),
                InternalTypes.ALL.stream()
                        .map(type -> List.of(
                                code(type.name().replaceFirst("^org\\.keycloak\\.", "")),
                                Label.of(type.use()),
                                Label.of(type.state()),
                                withNote(type.breaks(), type.note())))));
    }

    private static String names() {
        return rows(InternalNames.ALL.stream()
                .map(name -> List.of(
                        code(name.name()), name.what(), Label.of(name.state()), withNote(name.breaks(), name.note()))));
    }

    private static String withNote(String breaks, String note) {
        return note.isEmpty() ? breaks : breaks + ". " + capital(note);
    }

    private static String rows(Stream<List<String>> rows) {
        return rows.map(row -> "| " + String.join(" | ", row) + " |")
                .map(row -> row.contains("---") ? row.replace(" ", "") : row)
                .collect(Collectors.joining("\n"));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String code(String text) {
        return '`' + text + '`';
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
