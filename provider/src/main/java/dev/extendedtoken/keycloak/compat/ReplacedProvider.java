package dev.extendedtoken.keycloak.compat;

import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/**
 * A provider of Keycloak that the extension replaces by one with the same id and a higher order.
 *
 * @param spi the provider's interface
 * @param id the provider's id; null if Keycloak uses the default provider of the SPI
 * @param builtIn Keycloak's class that is replaced; {@code internal-types.txt} says how it differs in later versions
 * @param what its name in messages
 * @param factory the qualified name of the extension's factory; this package does not depend on the features
 * @param withoutIt what fails if another extension replaces the provider, and what an administrator can do
 * @param optional whether the provider belongs to a feature of Keycloak that can be disabled
 */
record ReplacedProvider(
        Class<? extends Provider> spi,
        String id,
        Class<?> builtIn,
        String what,
        String factory,
        String withoutIt,
        boolean optional) {

    ReplacedProvider(
            Class<? extends Provider> spi, String id, Class<?> builtIn, String what, String factory, String withoutIt) {
        this(spi, id, builtIn, what, factory, withoutIt, false);
    }

    ReplacedProvider asOptional() {
        return new ReplacedProvider(spi, id, builtIn, what, factory, withoutIt, true);
    }

    /** The warning for the log; empty if the server uses the extension's provider. */
    Optional<String> warning(KeycloakSessionFactory server) {
        return warning(id == null ? server.getProviderFactory(spi) : server.getProviderFactory(spi, id));
    }

    /** @param installed null if there is none */
    Optional<String> warning(ProviderFactory<?> installed) {
        if (installed == null ? optional : isExtension(installed)) {
            return Optional.empty();
        }
        String by = installed == null ? "none" : installed.getClass().getName();
        return Optional.of("Another extension has replaced " + what + " by " + by + ", so " + withoutIt);
    }

    /** Also true for a subclass that another extension has. */
    private boolean isExtension(ProviderFactory<?> installed) {
        return Stream.<Class<?>>iterate(installed.getClass(), type -> type != null, Class::getSuperclass)
                .anyMatch(type -> type.getName().equals(factory));
    }
}
