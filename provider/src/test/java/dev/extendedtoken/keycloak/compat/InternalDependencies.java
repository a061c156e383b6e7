package dev.extendedtoken.keycloak.compat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a class depends on of Keycloak's internals. A type is internal unless it comes from an artifact whose API Keycloak
 * keeps for others: {@code keycloak-core}, {@code keycloak-common}, {@code keycloak-server-spi}.
 */
final class InternalDependencies {

    private static final Set<String> PUBLIC_ARTIFACTS =
            Set.of("keycloak-core", "keycloak-common", "keycloak-config-api", "keycloak-server-spi");

    private static final Pattern JAR = Pattern.compile(".*/(keycloak-[a-z-]+?)-\\d[^/]*\\.jar!/.*");

    private InternalDependencies() {}

    /** Also each class above it, whose methods it may override and whose fields it may use. */
    static Set<String> forType(JavaClass type) {
        Stream<JavaClass> direct = type.getDirectDependenciesFromSelf().stream().map(Dependency::getTargetClass);
        Stream<JavaClass> caught = type.getCodeUnits().stream()
                .flatMap(unit -> unit.getTryCatchBlocks().stream())
                .flatMap(block -> block.getCaughtThrowables().stream());
        Stream<JavaClass> above = type.getAllRawSuperclasses().stream();
        return Stream.of(direct, caught, above)
                .flatMap(Function.identity())
                .map(JavaClass::getBaseComponentType)
                .filter(InternalDependencies::isInternal)
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    }

    static ArchRule areListedIn(Set<String> listed) {
        return ArchRuleDefinition.classes()
                .should(
                        new ArchCondition<JavaClass>(
                                "depend on internal types of Keycloak only if internal-types.txt lists them") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                forType(type).stream()
                                        .filter(internal -> !listed.contains(internal))
                                        .map(internal ->
                                                type.getName() + " depends on " + internal + ", which is not listed")
                                        .forEach(message -> events.add(SimpleConditionEvent.violated(type, message)));
                            }
                        });
    }

    /** Keycloak's methods that the extension overrides, as {@code overridden-methods.txt} has them. */
    static Set<String> overriddenBy(JavaClass type) {
        return type.getMethods().stream()
                .flatMap(method -> overriddenBy(type, method))
                .collect(Collectors.toSet());
    }

    private static Stream<String> overriddenBy(JavaClass type, JavaMethod method) {
        String[] parameters =
                method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
        String signature = method.getName() + "(" + String.join(", ", parameters) + ")";
        return type.getAllRawSuperclasses().stream()
                .filter(above -> above.getPackageName().startsWith("org.keycloak"))
                .filter(above -> above.tryGetMethod(method.getName(), parameters)
                        .filter(InternalDependencies::canBeOverridden)
                        .isPresent())
                .map(above -> above.getName() + " " + signature);
    }

    private static boolean canBeOverridden(JavaMethod method) {
        return !method.getModifiers().contains(JavaModifier.STATIC)
                && !method.getModifiers().contains(JavaModifier.PRIVATE);
    }

    /** Unknown artifacts of Keycloak are internal: what a type is must be said, not assumed. */
    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith("org.keycloak") && !PUBLIC_ARTIFACTS.contains(artifact(type));
    }

    private static String artifact(JavaClass type) {
        String uri = type.getSource().map(source -> source.getUri().toString()).orElse("");
        Matcher jar = JAR.matcher(uri);
        return jar.matches() ? jar.group(1) : "unknown";
    }
}
