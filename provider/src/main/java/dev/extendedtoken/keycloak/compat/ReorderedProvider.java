package dev.extendedtoken.keycloak.compat;

import org.keycloak.provider.Provider;

/**
 * A provider of the extension that depends on its place among all providers of an SPI. Keycloak sorts them by the
 * {@code order()} of their factories, the highest first.
 *
 * @param spi the provider's interface; {@code internal-types.txt} says how it differs in later versions
 * @param id the id of the extension's provider
 * @param factory the qualified name of the extension's factory
 * @param place where it stands
 * @param breaks what fails if it stands elsewhere
 */
record ReorderedProvider(Class<? extends Provider> spi, String id, String factory, String place, String breaks) {}
