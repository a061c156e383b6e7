package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The options of one executor, read from any JSON that a realm may hold. Each value that is not valid is an error, and
 * is read as if the option were absent.
 */
public final class ExecutorOptions {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private final JsonNode json;
    private final List<String> errors = new ArrayList<>();

    /**
     * @param json must be an object
     * @param names of the options that the executor has
     */
    ExecutorOptions(JsonNode json, Set<String> names) {
        this.json = json;
        if (json == null || !json.isObject()) {
            errors.add("the configuration must be a JSON object");
            return;
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                errors.add(unknown(name, names));
            }
        });
    }

    private static String unknown(String name, Set<String> names) {
        return "unknown option '" + name + "', "
                + (names.isEmpty()
                        ? "it has no options"
                        : "the options are " + String.join(", ", new TreeSet<>(names)));
    }

    /** Adds an error: the value of an option is not valid. */
    public void invalid(String option, String requirement) {
        errors.add("'" + option + "' " + requirement);
    }

    /** All errors so far, in words for an administrator that name the option. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** The value of an option as text; empty if it is absent, null or empty. */
    public Optional<String> text(String option) {
        JsonNode value = value(option);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            return Optional.of(value.toString());
        }
        return Optional.of(value.asText()).filter(text -> !text.isEmpty());
    }

    /**
     * The value of an option that is a text of a certain form.
     *
     * @param parser returns empty for a text that is not valid
     * @return empty if the option is absent, null or empty
     */
    public <T> Optional<T> parsed(String option, Function<String, Optional<T>> parser, String requirement) {
        Optional<String> text = text(option);
        Optional<T> parsed = text.flatMap(parser);
        if (text.isPresent() && parsed.isEmpty()) {
            invalid(option, requirement);
        }
        return parsed;
    }

    /**
     * A whole number from 0; the Admin Console stores numbers as text.
     *
     * @param defaultValue if the option is absent, null or empty
     */
    public int number(String option, int defaultValue, int max) {
        return number(option, defaultValue, 0, max, "");
    }

    /** A whole {@link #number} of seconds. */
    public int seconds(String option, int defaultValue, int max) {
        return number(option, defaultValue, 0, max, "seconds");
    }

    /**
     * A whole number.
     *
     * @param unit for the error message; may be empty
     */
    public int number(String option, int defaultValue, int min, int max, String unit) {
        String what = unit.isEmpty() ? "a whole number" : "a whole number of " + unit;
        return parsed(option, text -> inRange(text, min, max), "must be " + what + " from " + min + " to " + max)
                .orElse(defaultValue);
    }

    private static Optional<Integer> inRange(String text, int min, int max) {
        return Optional.of(text)
                .filter(digits -> DIGITS.matcher(digits).matches())
                .map(Long::valueOf)
                .filter(number -> number >= min && number <= max)
                .map(Long::intValue);
    }

    /** Whether an option is true; the Admin Console stores booleans as JSON or as text. False if it is absent. */
    public boolean flag(String option) {
        return parsed(option, ExecutorOptions::flagOf, "must be true or false").orElse(false);
    }

    private static Optional<Boolean> flagOf(String text) {
        return Optional.of(text)
                .filter(flag -> flag.equals("true") || flag.equals("false"))
                .map(Boolean::valueOf);
    }

    /** The texts of an option with several values: a JSON array, or one text. No text is empty. */
    public List<String> texts(String option) {
        JsonNode value = value(option);
        if (isAbsent(value)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
            if (!one.isTextual() || one.textValue().isBlank()) {
                invalid(option, "must be a list of texts, none of them empty");
                return List.of();
            }
            texts.add(one.textValue());
        }
        return List.copyOf(texts);
    }

    /** The same of an option that must be set: at least one text. */
    public List<String> requiredTexts(String option, String requirement) {
        JsonNode value = value(option);
        if (isAbsent(value) || value.isArray() && value.isEmpty()) {
            invalid(option, requirement);
            return List.of();
        }
        return texts(option);
    }

    private static boolean isAbsent(JsonNode value) {
        return value == null || value.isTextual() && value.textValue().isEmpty();
    }

    /** The name of a request header, see {@link HeaderOption}. */
    Optional<String> header(String defaultName) {
        JsonNode value = value(HeaderOption.NAME);
        if (value == null) {
            return Optional.of(defaultName);
        }
        if (value.isTextual() && HeaderOption.isUsable(value.textValue())) {
            return Optional.of(value.textValue());
        }
        invalid(HeaderOption.NAME, HeaderOption.requirement(defaultName));
        return Optional.empty();
    }

    /** Null if the option is absent or null. */
    private JsonNode value(String option) {
        JsonNode value = json == null ? null : json.get(option);
        return value == null || value.isNull() ? null : value;
    }
}
