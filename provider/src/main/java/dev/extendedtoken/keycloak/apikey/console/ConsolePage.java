package dev.extendedtoken.keycloak.apikey.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.apikey.console.model.ConsoleLanguage;
import dev.extendedtoken.keycloak.apikey.console.model.KeyConsole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.keycloak.util.JsonSerialization;

/**
 * The HTML of the page: addresses for its scripts, which make the rest. Nothing of it depends on the query.
 *
 * @param language of {@link ConsoleLanguage#ALL}
 */
record ConsolePage(ConsolePlace place, String language) {

    String html() {
        JsonNode texts = texts();
        Map<String, String> values = Map.ofEntries(
                Map.entry("language", language),
                Map.entry("direction", texts.path("direction").asText("ltr")),
                Map.entry("title", texts.path("title").asText()),
                Map.entry("noScript", texts.path("noScript").asText()),
                Map.entry("languages", String.join(" ", ConsoleLanguage.ALL)),
                Map.entry("realm", place.realm().getName()),
                Map.entry("client", KeyConsole.ID),
                Map.entry("server", place.address().frontend().toString()),
                Map.entry("page", place.page().toString()),
                Map.entry("path", place.page().getRawPath()),
                Map.entry("api", place.api().toString()),
                Map.entry("style", place.style().getRawPath()));
        String html = new ConsoleFile("page.html").text();
        for (Map.Entry<String, String> value : values.entrySet()) {
            html = html.replace("{{" + value.getKey() + "}}", escape(value.getValue()));
        }
        return html;
    }

    private JsonNode texts() {
        try {
            return JsonSerialization.mapper.readTree(new ConsoleFile(language + ".json").text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For text and for attributes in double quotes. Braces, too, because a realm's name may have them. */
    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("{", "&#123;");
    }
}
