package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.apikey.console.model.ConsoleLanguage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A file of the page, in the JAR beside this class.
 *
 * @param name without a path
 */
record ConsoleFile(String name) {

    /** {@code keycloak.js} is the library keycloak-js, which the build takes from its WebJar. */
    private static final Set<String> FILES = Set.of(
            "keycloak.js",
            "app.js",
            "api.js",
            "dialogs.js",
            "dom.js",
            "keys.js",
            "session.js",
            "texts.js",
            "views.js",
            "theme.js",
            "time.js",
            "console.css");

    /** A file that the page may load; no other resource of the JAR. */
    static Optional<ConsoleFile> find(String name) {
        boolean isKnown = FILES.contains(name)
                || ConsoleLanguage.ALL.stream().anyMatch(language -> name.equals(language + ".json"));
        return Optional.of(new ConsoleFile(name)).filter(file -> isKnown);
    }

    String type() {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript;charset=utf-8";
            case "css" -> "text/css;charset=utf-8";
            default -> "application/json";
        };
    }

    String text() {
        try (InputStream stream = ConsoleFile.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The JAR of the extension lacks " + name + "; get it again");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
