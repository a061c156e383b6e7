package dev.extendedtoken.keycloak.compat;

import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/**
 * A provider of Keycloak that one of the extension takes the place of, under the same id.
 *
 * @param spi the provider's interface
 * @param id the provider's id; null where Keycloak asks for the default provider
 * @param what what a person calls it
 * @param factory the qualified name of the extension's factory; the features that hold these are not known here
 * @param withoutIt what happens if yet another extension takes its place, and what to do about it
 * @param optional whether Keycloak may have it switched off
 */
record ReplacedProvider(
        Class<? extends Provider> spi, String id, String what, String factory, String withoutIt, boolean optional) {

    ReplacedProvider(Class<? extends Provider> spi, String id, String what, String factory, String withoutIt) {
        this(spi, id, what, factory, withoutIt, false);
    }

    /** The same, where the provider belongs to a feature of Keycloak that can be switched off. */
    ReplacedProvider orSwitchedOff() {
        return new ReplacedProvider(spi, id, what, factory, withoutIt, true);
    }

    Optional<String> misconfiguration(KeycloakSessionFactory server) {
        return misconfiguration(id == null ? server.getProviderFactory(spi) : server.getProviderFactory(spi, id));
    }

    /** @param installed null if there is none */
    Optional<String> misconfiguration(ProviderFactory<?> installed) {
        if (installed == null ? optional : isOurs(installed)) {
            return Optional.empty();
        }
        String by = installed == null ? "none" : installed.getClass().getName();
        return Optional.of("Another extension has replaced " + what + " by " + by + ", so " + withoutIt);
    }

    /** Or a subclass of it, which other extensions may have. */
    private boolean isOurs(ProviderFactory<?> installed) {
        return Stream.<Class<?>>iterate(installed.getClass(), type -> type != null, Class::getSuperclass)
                .anyMatch(type -> type.getName().equals(factory));
    }
}
