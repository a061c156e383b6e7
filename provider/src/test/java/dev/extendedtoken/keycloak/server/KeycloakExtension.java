package dev.extendedtoken.keycloak.server;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the one server of the whole suite to whoever asks for a {@link Keycloak}. It is started for the first test
 * that needs it and ends with the last. The tests' own log categories are at TRACE, so that the log can be searched
 * for what must not be in it.
 */
public final class KeycloakExtension implements ParameterResolver {

    private static final Namespace SUITE = Namespace.create(KeycloakExtension.class);

    public static final ServerOptions OPTIONS = ServerOptions.withJar().and("--log-level=INFO,dev.extendedtoken:TRACE");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Keycloak.class;
    }

    @Override
    public Keycloak resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(SUITE)
                .getOrComputeIfAbsent(Keycloak.class, key -> Servers.start("suite", OPTIONS), Keycloak.class);
    }
}
