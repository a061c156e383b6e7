package dev.extendedtoken.keycloak;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.stream.Stream;

/** The house rules, as far as a machine can see them. */
@AnalyzeClasses(packages = "dev.extendedtoken.keycloak", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Plain values and decisions, which run without a server. */
    private static final String[] PURE = {"..keycloak.json..", "..keycloak..model..", "..keycloak.rotation.family.."};

    /** What a request says, for several features; a plain value too. */
    private static final String TOKEN_REQUEST = "dev.extendedtoken.keycloak.request.TokenRequest";

    private static final String[] FEATURES = {
        "apikey", "mapper", "outofband", "responseformat", "rotation", "tokenrequest", "userjwt"
    };

    @ArchTest
    static final ArchRule pureDecisionsImportNothingOfKeycloak = classes()
            .that()
            .resideInAnyPackage(PURE)
            .or()
            .haveFullyQualifiedName(TOKEN_REQUEST)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "com.fasterxml.jackson..")
                    .or(resideInAnyPackage(PURE))
                    .or(name(TOKEN_REQUEST)));

    @ArchTest
    static final ArchRule layers = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("endpoint")
            .definedBy("..keycloak.endpoint..")
            .layer("features")
            .definedBy(packages(FEATURES))
            .layer("shared")
            .definedBy(packages("admin", "clientpolicy", "compat", "request", "storage"))
            .layer("json")
            .definedBy("dev.extendedtoken.keycloak.json..")
            .whereLayer("endpoint")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("features")
            .mayOnlyBeAccessedByLayers("endpoint")
            .whereLayer("shared")
            .mayOnlyBeAccessedByLayers("endpoint", "features")
            .whereLayer("json")
            .mayOnlyBeAccessedByLayers("endpoint");

    @ArchTest
    static final ArchRule featuresDoNotImportEachOther = CompositeArchRule.of(
            Stream.of(FEATURES).map(ArchitectureTest::importsNoOtherFeature).toList());

    private static ArchRule importsNoOtherFeature(String feature) {
        return noClasses()
                .that()
                .resideInAPackage(packageOf(feature))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(Stream.of(FEATURES)
                        .filter(other -> !other.equals(feature))
                        .toArray(String[]::new)))
                .allowEmptyShould(true);
    }

    private static String[] packages(String... names) {
        return Stream.of(names).map(ArchitectureTest::packageOf).toArray(String[]::new);
    }

    private static String packageOf(String name) {
        return "dev.extendedtoken.keycloak." + name + "..";
    }

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.extendedtoken.keycloak.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule featuresFormNoCycle =
            slices().matching("dev.extendedtoken.keycloak.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noReflection = noClasses()
            .that()
            .resideOutsideOfPackage(
                    "..keycloak.compat..") // Asks at start-up whether what is overridden is still there.
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.lang.reflect..", "java.lang.invoke..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noStaticState = fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule noJunkDrawers =
            noClasses().should().haveSimpleNameEndingWith("Utils").orShould().haveSimpleNameEndingWith("Helper");

    @ArchTest
    static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule jbossLogger = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
