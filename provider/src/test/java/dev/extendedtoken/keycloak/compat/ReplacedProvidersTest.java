package dev.extendedtoken.keycloak.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProviderFactory;
import org.keycloak.provider.Provider;
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
    void silentIfTheExtensionIsInPlace(ReplacedProvider provider) {
        assertThat(provider.warning(extension(provider))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void namesWhatHasReplacedTheExtension(ReplacedProvider provider) {
        ProviderFactory<?> builtIn = builtIn(provider);

        assertThat(provider.warning(builtIn).orElseThrow())
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
    void silentAboutWhatKeycloakHasDisabled(ReplacedProvider provider) {
        assertThat(provider.warning((ProviderFactory<?>) null)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("required")
    void namesWhatIsNotThere(ReplacedProvider provider) {
        assertThat(provider.warning((ProviderFactory<?>) null).orElseThrow()).contains(" by none, so ");
    }

    /** A provider replaces Keycloak's only with the same id; of two with the same order, Keycloak's loses. */
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
    void aSubclassOfTheFactoryCounts() {
        ReplacedProvider loginProtocol = ReplacedProviders.ALL.get(0);

        assertThat(new ReplacedProvider(
                                loginProtocol.spi(),
                                loginProtocol.id(),
                                loginProtocol.builtIn(),
                                "it",
                                OIDCLoginProtocolFactory.class.getName(),
                                "nothing")
                        .warning(extension(loginProtocol)))
                .isEmpty();
    }

    /** So that the page can say how it differs in later versions. */
    @ParameterizedTest
    @MethodSource("all")
    void theReplacedClassIsListed(ReplacedProvider provider) {
        assertThat(InternalTypes.find(provider.builtIn())).isPresent();
    }

    @ParameterizedTest
    @MethodSource("reordered")
    void theSpiOfAReorderedProviderIsListed(ReorderedProvider provider) {
        assertThat(InternalTypes.find(provider.spi())).isPresent();
    }

    @Test
    void rotationStandsBetweenKeycloaksRefreshTokenProviders() {
        ReorderedProvider rotation = ReorderedProviders.ALL.get(0);

        assertThat(installed(rotation.spi())
                        .sorted(Comparator.comparingInt((ProviderFactory<?> factory) -> -factory.order()))
                        .map(ProviderFactory::getId))
                .endsWith(rotation.id(), DefaultRefreshTokenProviderFactory.PROVIDER_ID)
                .hasSizeGreaterThan(2);
    }

    @Test
    void rotationStandsAfterAllTokenPostProcessors() {
        ReorderedProvider rotation = ReorderedProviders.ALL.get(1);

        assertThat(installed(rotation.spi())
                        .filter(factory -> !factory.getId().equals(rotation.id()))
                        .map(ProviderFactory::order))
                .isNotEmpty()
                .allMatch(order -> order > extension(rotation).order());
    }

    static Stream<ReorderedProvider> reordered() {
        return ReorderedProviders.ALL.stream();
    }

    private static ProviderFactory<?> extension(ReorderedProvider provider) {
        return installed(provider.spi())
                .filter(factory -> factory.getClass().getName().equals(provider.factory()))
                .filter(factory -> factory.getId().equals(provider.id()))
                .findFirst()
                .orElseThrow();
    }

    private static ProviderFactory<?> extension(ReplacedProvider provider) {
        return installed(provider.spi())
                .filter(factory -> factory.getClass().getName().equals(provider.factory()))
                .findFirst()
                .orElseThrow();
    }

    private static ProviderFactory<?> builtIn(ReplacedProvider provider) {
        return installed(provider.spi())
                .filter(factory -> factory.getClass().getName().startsWith("org.keycloak."))
                .filter(factory -> factory.getId()
                        .equals(provider.id() == null ? extension(provider).getId() : provider.id()))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<ProviderFactory<?>> installed(Class<? extends Provider> provided) {
        Spi spi = ServiceLoader.load(Spi.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(known -> known.getProviderClass().equals(provided))
                .findFirst()
                .orElseThrow();
        return ServiceLoader.load(spi.getProviderFactoryClass()).stream()
                .map(factory -> (ProviderFactory<?>) factory.get());
    }
}
