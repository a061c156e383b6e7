package dev.extendedtoken.keycloak.compat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list {@code overridden-methods.txt}: the methods of Keycloak that the extension overrides. */
final class OverriddenMethods {

    private static final Pattern LINE = Pattern.compile("(\\S+) (\\w+)\\((.*)\\)");

    static final List<OverriddenMethod> ALL = parse(ListFile.read("overridden-methods.txt"));

    private OverriddenMethods() {}

    static List<OverriddenMethod> parse(List<String> lines) {
        return lines.stream().map(OverriddenMethods::method).toList();
    }

    private static OverriddenMethod method(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no method: " + line);
        }
        List<String> parameters = matcher.group(3).isEmpty()
                ? List.of()
                : Arrays.stream(matcher.group(3).split(",\\s*")).toList();
        return new OverriddenMethod(matcher.group(1), matcher.group(2), parameters);
    }
}
