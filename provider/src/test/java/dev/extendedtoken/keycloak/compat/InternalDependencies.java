package dev.extendedtoken.keycloak.compat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
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

    static Set<String> of(JavaClass type) {
        Stream<JavaClass> caught = type.getCodeUnits().stream()
                .flatMap(unit -> unit.getTryCatchBlocks().stream())
                .flatMap(block -> block.getCaughtThrowables().stream());
        return Stream.concat(type.getDirectDependenciesFromSelf().stream().map(Dependency::getTargetClass), caught)
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
                                of(type).stream()
                                        .filter(internal -> !listed.contains(internal))
                                        .map(internal ->
                                                type.getName() + " depends on " + internal + ", which is not listed")
                                        .forEach(message -> events.add(SimpleConditionEvent.violated(type, message)));
                            }
                        });
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
