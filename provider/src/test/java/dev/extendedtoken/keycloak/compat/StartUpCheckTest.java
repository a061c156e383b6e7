package dev.extendedtoken.keycloak.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartUpCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"26.7.0", "26.7.5", "26.7.10", "26.7.4.redhat-00001"})
    void silentOnWhatItIsMadeFor(String version) {
        assertThat(StartUpCheck.otherVersion(version)).isEmpty();
        assertThat(StartUpCheck.preparedVersion(version)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.8.0", "26.8.2"})
    void saysOfThePreparedThatTheyAreNotTested(String version) {
        assertThat(StartUpCheck.preparedVersion(version).orElseThrow())
                .startsWith("Keycloak " + version + " is prepared, not tested by this release");
        assertThat(StartUpCheck.otherVersion(version)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.6.4", "26.9.0", "27.0.0", "26.70.0", "999.0.0-SNAPSHOT"})
    void saysOfAnyOtherVersionWhatToDo(String version) {
        assertThat(StartUpCheck.otherVersion(version).orElseThrow())
                .contains("26.7.x", "26.8.x", version)
                .endsWith("Use the release of the extension that names your Keycloak version.");
        assertThat(StartUpCheck.preparedVersion(version)).isEmpty();
    }

    @Test
    void allThatIsListedExists() {
        assertThat(StartUpCheck.missing(InternalTypes.ALL, OverriddenMethods.ALL))
                .isEmpty();
    }

    @Test
    void namesEachTypeThatTheServerLacks() {
        List<InternalType> types = InternalTypes.parse(List.of(
                "org.keycloak.services.Urls | calls | a path | same |",
                "org.keycloak.services.Gone | calls | an error response | same |",
                "org.keycloak.services.GoneToo | extends | an endpoint | same |",
                "org.keycloak.services.NotLinked | names | a name | same |"));

        assertThat(StartUpCheck.missing(types, List.of()).orElseThrow())
                .contains("needs: org.keycloak.services.Gone; org.keycloak.services.GoneToo.", "Use the release")
                .doesNotContain("Urls", "NotLinked");
    }

    @Test
    void namesEachMethodThatCanNoLongerBeOverridden() {
        List<OverriddenMethod> methods = OverriddenMethods.parse(List.of(
                "org.keycloak.protocol.oidc.endpoints.TokenEndpoint checkParameters()",
                "org.keycloak.protocol.oidc.endpoints.TokenEndpoint checkParameters(java.lang.String)",
                "org.keycloak.protocol.oidc.endpoints.TokenEndpoint checkAll()",
                "org.keycloak.Gone check()",
                "java.lang.Object wait()",
                "java.lang.Object hashCode()",
                "java.util.ArrayList add(java.lang.Object)",
                "java.util.ArrayList containsAll(java.util.Collection)"));

        assertThat(methods)
                .filteredOn(method -> !method.exists())
                .map(OverriddenMethod::toString)
                .containsExactly(
                        "org.keycloak.protocol.oidc.endpoints.TokenEndpoint checkParameters(java.lang.String)",
                        "org.keycloak.protocol.oidc.endpoints.TokenEndpoint checkAll()",
                        "org.keycloak.Gone check()",
                        "java.lang.Object wait()");
        assertThat(StartUpCheck.missing(List.of(), methods).orElseThrow())
                .contains("TokenEndpoint checkAll(); org.keycloak.Gone check()");
    }
}
