package dev.extendedtoken.keycloak.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

class ReplacedProvidersTest {

    static Stream<ReplacedProvider> all() {
        return ReplacedProviders.ALL.stream();
    }

    static Stream<ReplacedProvider> optional() {
        return all().filter(ReplacedProvider::optional);
    }

    static Stream<ReplacedProvider> required() {
        return all().filter(provider -> !provider.optional());
    }

    @ParameterizedTest
    @MethodSource("all")
    void silentIfOursIsInPlace(ReplacedProvider provider) {
        assertThat(provider.misconfiguration(extension(provider))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void namesWhatHasTakenThePlaceOfOurs(ReplacedProvider provider) {
        ProviderFactory<?> builtIn = builtIn(provider);

        assertThat(provider.misconfiguration(builtIn).orElseThrow())
                .startsWith("Another extension has replaced " + provider.what() + " by "
                        + builtIn.getClass().getName() + ", so ")
                .endsWith(provider.withoutIt());
    }

    /** Each says what to do about it. */
    @ParameterizedTest
    @MethodSource("all")
    void saysWhatToDo(ReplacedProvider provider) {
        assertThat(provider.withoutIt()).containsPattern("[Rr]emove one of the two");
    }

    @ParameterizedTest
    @MethodSource("optional")
    void silentAboutWhatKeycloakHasSwitchedOff(ReplacedProvider provider) {
        assertThat(provider.misconfiguration((ProviderFactory<?>) null)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("required")
    void namesWhatIsNotThere(ReplacedProvider provider) {
        assertThat(provider.misconfiguration((ProviderFactory<?>) null).orElseThrow())
                .contains(" by none, so ");
    }

    /** It takes the place of Keycloak's only under Keycloak's id; at the same order, Keycloak's own yields. */
    @ParameterizedTest
    @MethodSource("all")
    void oursHasTheIdOfTheOneThatItReplaces(ReplacedProvider provider) {
        assertThat(extension(provider).getId())
                .isEqualTo(Optional.ofNullable(provider.id())
                        .orElseGet(() -> builtIn(provider).getId()));
        assertThat(extension(provider).order())
                .isGreaterThanOrEqualTo(builtIn(provider).order());
    }

    @Test
    void aSubclassOfOursIsOurs() {
        ReplacedProvider loginProtocol = ReplacedProviders.ALL.get(0);

        assertThat(new ReplacedProvider(
                                loginProtocol.spi(),
                                loginProtocol.id(),
                                "it",
                                OIDCLoginProtocolFactory.class.getName(),
                                "nothing")
                        .misconfiguration(extension(loginProtocol)))
                .isEmpty();
    }

    private static ProviderFactory<?> extension(ReplacedProvider provider) {
        return installed(provider)
                .filter(factory -> factory.getClass().getName().equals(provider.factory()))
                .findFirst()
                .orElseThrow();
    }

    private static ProviderFactory<?> builtIn(ReplacedProvider provider) {
        return installed(provider)
                .filter(factory -> factory.getClass().getName().startsWith("org.keycloak."))
                .filter(factory -> factory.getId()
                        .equals(provider.id() == null ? extension(provider).getId() : provider.id()))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<ProviderFactory<?>> installed(ReplacedProvider provider) {
        Spi spi = ServiceLoader.load(Spi.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(known -> known.getProviderClass().equals(provider.spi()))
                .findFirst()
                .orElseThrow();
        return ServiceLoader.load(spi.getProviderFactoryClass()).stream()
                .map(factory -> (ProviderFactory<?>) factory.get());
    }
}
