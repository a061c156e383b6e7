package dev.extendedtoken.keycloak.clients.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.security.core.SpringSecurityCoreVersion;

/** What was counted, in Markdown. */
final class TrialTable {

    private final List<Setting> settings;
    private final JsonNode packages;
    private final List<String> rows = new ArrayList<>();

    TrialTable(List<Setting> settings) throws IOException {
        this.settings = settings;
        this.packages = new ObjectMapper()
                .readTree(ClientProcess.FOLDER.resolve("package.json").toFile())
                .path("dependencies");
        rows.add(row(
                "Client",
                "What shares a token",
                settings.stream().map(Setting::title).toList()));
        rows.add(row("---", "---", settings.stream().map(setting -> "---").toList()));
    }

    void add(SharingClient client, Map<Setting, Tally> tallies) {
        rows.add(row(
                client.library() + " " + version(client.library()),
                client.pattern(),
                settings.stream()
                        .map(setting -> cell(client, setting, tallies.get(setting)))
                        .toList()));
    }

    private String version(String library) {
        return packages.path(library).asText(SpringSecurityCoreVersion.getVersion());
    }

    private static String cell(SharingClient client, Setting setting, Tally tally) {
        String counted = tally.forcedLogins() + " in " + tally.rounds() + " (" + tally.failedCalls() + " calls)";
        return setting == Setting.RECOMMENDED ? counted + ", " + options(client.recommended()) : counted;
    }

    private static String options(Map<String, ?> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .map(option -> "`" + option.getKey() + "` " + option.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String row(String client, String pattern, List<String> cells) {
        return "| " + client + " | " + pattern + " | " + String.join(" | ", cells) + " |";
    }

    @Override
    public String toString() {
        return String.join("\n", rows);
    }
}
