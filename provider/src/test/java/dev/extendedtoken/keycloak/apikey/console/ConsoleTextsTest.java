package dev.extendedtoken.keycloak.apikey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.apikey.console.model.ConsoleLanguage;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each language of the key console says everything, and the files of the page are in the JAR. */
class ConsoleTextsTest {

    static final List<String> LANGUAGES = ConsoleLanguage.ALL;

    private static final Pattern VALUE = Pattern.compile("\\{\\d}");
    private static final Pattern USED = Pattern.compile("\\btext\\('([A-Za-z_]+)'");

    private static JsonNode texts(String language) throws IOException {
        return new ObjectMapper()
                .readTree(ConsoleFile.find(language + ".json").orElseThrow().text());
    }

    private static Set<String> names(JsonNode texts) {
        Set<String> names = new TreeSet<>();
        texts.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> values(String text) {
        return VALUE.matcher(text)
                .results()
                .map(match -> match.group())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void saysWhatEnglishSays(String language) throws IOException {
        JsonNode english = texts("en");
        JsonNode texts = texts(language);
        assertThat(names(texts)).isEqualTo(names(english));
        for (String name : names(english)) {
            assertThat(texts.path(name).textValue()).as(name).isNotBlank();
            assertThat(values(texts.path(name).textValue()))
                    .as(name)
                    .isEqualTo(values(english.path(name).textValue()));
        }
        assertThat(texts.path("direction").textValue()).isEqualTo(language.equals("ar") ? "rtl" : "ltr");
    }

    @Test
    void scriptsUseTextsThatThereAre() throws IOException {
        Set<String> used = List.of("app.js", "dialogs.js", "views.js").stream()
                .map(name -> ConsoleFile.find(name).orElseThrow().text())
                .flatMap(script -> USED.matcher(script).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(used).isNotEmpty().isSubsetOf(names(texts("en")));
    }

    /** Trusted Types would refuse it in the browser; a reviewer finds it here. */
    @Test
    void scriptsMakeNoMarkupOfText() {
        for (String name :
                List.of("app.js", "api.js", "dialogs.js", "dom.js", "keys.js", "session.js", "texts.js", "views.js")) {
            assertThat(ConsoleFile.find(name).orElseThrow().text())
                    .as(name)
                    .doesNotContain(
                            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "localStorage");
        }
    }

    @Test
    void otherFilesOfTheJarAreNotServed() {
        for (String name :
                List.of("page.html", "", ".", "../console/app.js", "ConsoleFile.class", "xx.json", "en.JSON")) {
            assertThat(ConsoleFile.find(name)).as(name).isEmpty();
        }
    }

    /** What the build takes from the WebJar. */
    @Test
    void theLibraryIsThere() {
        assertThat(ConsoleFile.find("keycloak.js").orElseThrow().text()).contains("global.Keycloak = factory");
        assertThat(ConsoleFile.class.getResource("/META-INF/LICENSE-keycloak-js.txt"))
                .isNotNull();
    }
}
