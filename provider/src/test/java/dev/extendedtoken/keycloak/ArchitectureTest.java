package dev.extendedtoken.keycloak;

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

/** The house rules, as far as a machine can see them. */
@AnalyzeClasses(packages = "dev.extendedtoken.keycloak", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** The thinking parts: plain Java that runs without a server. */
    private static final String[] THINKING = {"..keycloak.json..", "..keycloak.rotation.family.."};

    @ArchTest
    static final ArchRule thinkingPartsKnowNoServer = classes()
            .that()
            .resideInAnyPackage(THINKING)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "com.fasterxml.jackson.core..", "..keycloak.json..", "..keycloak.rotation.family..");

    @ArchTest
    static final ArchRule whatAKeyIsKnowsNoServer = classes()
            .that()
            .haveNameMatching(".*\\.apikey\\.(ApiKey|Base62|KeyCheck|KeyHash|KeyRecord)(\\$.*)?")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "com.fasterxml.jackson.core..", "..keycloak.apikey..");

    @ArchTest
    static final ArchRule whatAnOutOfBandRequestIsKnowsNoServer = classes()
            .that()
            .haveNameMatching(".*\\.oob\\.(Admission|AuthorizationAnswer|OutOfBandUri|Problem|UiLocales)(\\$.*)?")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "..keycloak.oob..");

    @ArchTest
    static final ArchRule whatARuleAsksKnowsNoServer = classes()
            .that()
            .haveNameMatching(".*\\.rules\\.("
                    + "request\\.(BrokenRule|Granted|GrantedScopes|RequestRules|TokenRequest)"
                    + "|format\\.(Envelope|OAuthError|RequestId|ResponseFormat|TokenType)"
                    + "|userjwt\\.(StepClients|UserJwt|UserJwtException|UserJwtPolicy|UserJwtSource))(\\$.*)?")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "com.fasterxml.jackson.annotation..", "..keycloak.rules..");

    @ArchTest
    static final ArchRule oneWayAndNoWayBack = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("endpoint")
            .definedBy("..keycloak.endpoint..")
            .layer("gate")
            .definedBy("..keycloak.gate..")
            .layer("apikey")
            .definedBy("..keycloak.apikey..")
            .layer("json")
            .definedBy("..keycloak.json..")
            .layer("oob")
            .definedBy("..keycloak.oob..")
            .layer("rotation")
            .definedBy("..keycloak.rotation..")
            .layer("rules")
            .definedBy("..keycloak.rules..")
            .whereLayer("endpoint")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("rotation")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("gate")
            .mayOnlyBeAccessedByLayers("endpoint", "apikey", "rotation", "oob", "rules")
            .whereLayer("apikey")
            .mayOnlyBeAccessedByLayers("endpoint")
            .whereLayer("rules")
            .mayOnlyBeAccessedByLayers("endpoint")
            .whereLayer("oob")
            .mayOnlyBeAccessedByLayers("endpoint")
            .whereLayer("json")
            .mayOnlyBeAccessedByLayers("endpoint");

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
    static final ArchRule keycloaksLogger = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
