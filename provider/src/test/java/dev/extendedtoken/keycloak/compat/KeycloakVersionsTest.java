package dev.extendedtoken.keycloak.compat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeycloakVersionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"26.7.0", "26.7.5", "26.7.10", "26.7.4.redhat-00001", "26.7"})
    void theTestedMinorRelease(String version) {
        assertThat(KeycloakVersions.supportOf(version)).isEqualTo(KeycloakVersions.Support.TESTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.8.0", "26.8.2", "26.8.11", "26.8.2.redhat-00001"})
    void thePreparedMinorRelease(String version) {
        assertThat(KeycloakVersions.supportOf(version)).isEqualTo(KeycloakVersions.Support.PREPARED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.6.4", "26.9.0", "27.0.0", "26.70.0", "26.80.0", "126.7.0", "999.0.0-SNAPSHOT", ""})
    void anyOther(String version) {
        assertThat(KeycloakVersions.supportOf(version)).isEqualTo(KeycloakVersions.Support.OTHER);
    }

    @Test
    void testedReleasesBelongToTheTestedMinorRelease() {
        assertThat(KeycloakVersions.TESTED).isNotEmpty().allMatch(KeycloakVersions.TESTED_MINOR::includes);
    }
}
