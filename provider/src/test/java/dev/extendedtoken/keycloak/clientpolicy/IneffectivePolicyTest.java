package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IneffectivePolicyTest {

    private static final List<String> CLIENT_CONDITIONS = List.of("any-client", "client-roles");

    @ParameterizedTest
    @CsvSource({
        // strict, has extension executors, conditions, missing profiles: words of the warning
        "false, true, any-client, '', ''",
        "true, true, any-client client-roles, '', ''",
        "false, true, any-client grant-type, '', grant-type not counted",
        "true, true, any-client grant-type, '', grant-type STRICT matches no client",
        "false, true, grant-type, '', grant-type matches no client",
        "true, true, grant-type, '', grant-type matches no client",
        "false, true, '', '', no condition matches no client",
        "true, true, '', '', no condition matches no client",
        "false, false, grant-type, '', ''",
        "true, false, '', '', ''",
        "false, false, any-client, gone, gone not exist",
        "false, false, grant-type, gone lost, gone lost not exist",
        "false, true, any-client, gone, gone not exist",
        "false, true, grant-type, gone, gone not exist grant-type matches no client"
    })
    void warning(boolean strict, boolean extension, String conditions, String missing, String said) {
        Optional<String> warning = new IneffectivePolicy(strict, extension, words(conditions), words(missing))
                .warning("the-realm", "the-policy", CLIENT_CONDITIONS);
        if (said.isEmpty()) {
            assertThat(warning).isEmpty();
        } else {
            assertThat(warning.orElseThrow())
                    .startsWith("Policy 'the-policy' of realm 'the-realm'")
                    .contains(said.split(" "))
                    .doesNotContain("\n");
            assertThat(warning.get().contains("STRICT")).isEqualTo(said.contains("STRICT"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, any-client, '', ''",
        "false, true, any-client grant-type, '', uncounted_condition",
        "true, true, any-client grant-type, '', no_client",
        "false, true, grant-type, '', no_client",
        "false, true, '', '', no_client",
        "false, false, grant-type, '', ''",
        "false, false, any-client, gone, missing_profile",
        "false, true, grant-type, gone, missing_profile no_client"
    })
    void reasons(boolean strict, boolean extension, String conditions, String missing, String codes) {
        assertThat(new IneffectivePolicy(strict, extension, words(conditions), words(missing))
                        .reasons(CLIENT_CONDITIONS))
                .extracting(IneffectivePolicy.Reason::code)
                .containsExactlyElementsOf(words(codes));
    }

    /** The gauges count the policies of all realms, whenever they are read. */
    @Test
    void gauges() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        List<RealmPolicies> realms = new ArrayList<>();
        IneffectivePolicyGauges.register(registry, () -> realms);
        realms.add(realm(IneffectivePolicy.Reason.NO_CLIENT, IneffectivePolicy.Reason.NO_CLIENT));
        realms.add(realm(IneffectivePolicy.Reason.NO_CLIENT, IneffectivePolicy.Reason.MISSING_PROFILE));

        assertThat(registry.getMeters())
                .hasSize(3)
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
        assertThat(List.of("no_client", "missing_profile", "uncounted_condition"))
                .extracting(reason -> registry.get("keycloak.extended.token.ineffective.policies")
                        .tag("reason", reason)
                        .gauge()
                        .value())
                .containsExactly(3.0, 1.0, 0.0);
    }

    private static RealmPolicies realm(IneffectivePolicy.Reason... ineffective) {
        return new RealmPolicies(
                RealmPolicies.NONE.source(), List.of(), Optional.empty(), true, false, List.of(ineffective));
    }

    /** The warning names the conditions that count. */
    @Test
    void saysWhatToDo() {
        String warning = new IneffectivePolicy(false, true, List.of("grant-type"), List.of())
                .warning("r", "p", CLIENT_CONDITIONS)
                .orElseThrow();
        assertThat(warning).endsWith("Choose their clients by any-client, client-roles");
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }
}
