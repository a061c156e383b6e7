package dev.extendedtoken.keycloak.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.extendedtoken.keycloak.compat.InternalType.Use;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code internal-types.txt} names each internal type of Keycloak that the main code depends on, and no other. */
class ListedTypesTest {

    private static JavaClasses extension;

    @BeforeAll
    static void read() {
        extension = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.extendedtoken.keycloak");
    }

    @Test
    void eachInternalTypeIsListed() {
        rule(names(InternalTypes.ALL)).check(extension);
    }

    @Test
    void aTypeThatIsNotListedIsAViolation() {
        Set<String> listed = names(InternalTypes.ALL);
        listed.remove("org.keycloak.services.Urls");

        assertThatThrownBy(() -> rule(listed).check(extension))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("org.keycloak.services.Urls");
    }

    @Test
    void publicTypesNeedNotBeListed() {
        assertThat(names(InternalTypes.ALL))
                .doesNotContain(
                        "org.keycloak.representations.AccessToken",
                        "org.keycloak.common.Version",
                        "org.keycloak.models.KeycloakSession");
    }

    @Test
    void noTypeIsListedThatIsNoLongerUsed() {
        Set<String> used = extension.stream()
                .flatMap(type -> InternalDependencies.forType(type).stream())
                .collect(Collectors.toSet());

        assertThat(names(linked())).isSubsetOf(used);
    }

    @Test
    void typesThatAreNamedAreNamedInTheCode() throws IOException {
        List<InternalType> named = InternalTypes.ALL.stream()
                .filter(type -> type.use() == Use.NAMES)
                .toList();
        String code = code();

        assertThat(named).allSatisfy(type -> assertThat(code).contains('"' + type.name() + '"'));
        assertThat(Pattern.compile("\"(org\\.keycloak\\.[^\"]+)\"")
                        .matcher(code)
                        .results())
                .extracting(found -> found.group(1))
                .isSubsetOf(named.stream().map(InternalType::name).toList());
    }

    @Test
    void namesThatAreKnownAsTextAreInTheCode() throws IOException {
        String code = code();

        assertThat(InternalNames.ALL)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(code).contains('"' + name.name() + '"'))
                .allSatisfy(name -> assertThat(name.breaks()).isNotBlank())
                .extracting(InternalName::name)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    /** Sorted, so that branches that add to it seldom touch the same line. */
    @Test
    void theListIsSortedAndNamesNothingTwice() {
        List<String> listed = InternalTypes.ALL.stream().map(InternalType::name).toList();

        assertThat(listed).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatDiffersSaysHow() {
        assertThat(InternalTypes.ALL)
                .allSatisfy(type -> assertThat(type.breaks()).isNotBlank())
                .filteredOn(type ->
                        Set.of(StateIn268.CHANGED, StateIn268.COMPATIBLE).contains(type.state()))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(type.note()).isNotBlank());
    }

    @Test
    void theUseIsWhatTheCodeDoes() {
        assertThat(linked())
                .allSatisfy(type -> assertThat(type.use()).as(type.name()).isEqualTo(useOf(type.name())));
    }

    @Test
    void aLineThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> InternalTypes.parse(List.of("org.keycloak.Type | calls | the end | same")))
                .hasMessageContaining("org.keycloak.Type | calls");
        assertThatThrownBy(() -> InternalTypes.parse(List.of("org.keycloak.Type | knows | the end | same |")))
                .hasMessageContaining("knows");
        assertThatThrownBy(() -> InternalTypes.parse(List.of("org.keycloak.Type | calls | the end | odd |")))
                .hasMessageContaining("odd");
        assertThat(InternalTypes.parse(
                        ListFile.entries("# type | use\n\norg.keycloak.Type | calls | the end | same |\n")))
                .containsExactly(new InternalType("org.keycloak.Type", Use.CALLS, "the end", StateIn268.SAME, ""));
    }

    @Test
    void eachOverriddenMethodIsListed() {
        List<String> overridden = extension.stream()
                .flatMap(type -> InternalDependencies.overriddenBy(type).stream())
                .distinct()
                .sorted()
                .toList();

        assertThat(OverriddenMethods.ALL).map(OverriddenMethod::toString).containsExactlyElementsOf(overridden);
    }

    /** 26.8 declares it final in its exceptions, which a class that overrides it would not load under. */
    @Test
    void noErrorResponseIsMadeByOverriding() {
        ArchRuleDefinition.noMethods()
                .that()
                .haveName("getResponse")
                .should()
                .beDeclaredInClassesThat()
                .areAssignableTo(WebApplicationException.class)
                .allowEmptyShould(true)
                .check(extension);
    }

    private static List<InternalType> linked() {
        return InternalTypes.ALL.stream()
                .filter(type -> type.use() != Use.NAMES)
                .toList();
    }

    private static String code() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(file));
            }
        }
        return code.toString();
    }

    private static Use useOf(String name) {
        Set<JavaClass> direct = extension.stream()
                .flatMap(type -> type.getAllRawSuperclasses().stream())
                .collect(Collectors.toSet());
        Set<JavaClass> implemented = extension.stream()
                .flatMap(type -> type.getRawInterfaces().stream())
                .collect(Collectors.toSet());
        if (contains(direct, name)) {
            return Use.EXTENDS;
        }
        return contains(implemented, name) ? Use.IMPLEMENTS : Use.CALLS;
    }

    private static boolean contains(Set<JavaClass> types, String name) {
        return types.stream().anyMatch(type -> type.getName().equals(name));
    }

    private static ArchRule rule(Set<String> listed) {
        return InternalDependencies.areListedIn(listed);
    }

    private static Set<String> names(List<InternalType> types) {
        return types.stream().map(InternalType::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
