package dev.extendedtoken.keycloak.server;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the one server of the whole suite to whoever asks for a {@link Keycloak}. It is started for the first test
 * that needs it and ends with the last. The tests' own log categories are at TRACE, so that the log can be searched
 * for what must not be in it. Who asks for the {@link AuthenticationDevice} gets the one that this server calls.
 * Who asks for {@link WithAliases} or {@link WithExperiments} gets the other server, which has both and also lives to the
 * end. With {@code -Dkeycloak.aliases=true} that is the only one, without experiments, for a selection of tests that has
 * the time for one start.
 */
public final class KeycloakExtension implements ParameterResolver {

    private static final Namespace SUITE = Namespace.create(KeycloakExtension.class);

    /** auth0-spa-js sends a header of its own; Keycloak's preflight answer names it if it is told to. */
    private static final String[] ALIASES = {
        "--spi-realm-restapi-extension--oauth--enabled=true",
        "--spi-realm-restapi-extension--as--enabled=true",
        "--spi-cors--default--allowed-headers=Auth0-Client"
    };

    private static final boolean ONLY_ONE = Boolean.getBoolean("keycloak.aliases");

    /** Not on the only server: what depends on Keycloak's version is tried as administrators have it. */
    private static final String EXPERIMENTS =
            "--features=oid4vc-vci,oid4vc-vci-preauth-code,oid4vc-vci-rest-credential-offer,parameterized-scopes,token-exchange";

    /** How the suite's server is started. */
    public static ServerOptions options(AuthenticationDevice device) {
        return ServerOptions.withJar().and("--log-level=INFO,dev.extendedtoken:TRACE", device.serverOption());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Keycloak.class || type == AuthenticationDevice.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store store = context.getRoot().getStore(SUITE);
        if (parameter.getParameter().getType() == AuthenticationDevice.class) {
            return device(store);
        }
        boolean other =
                parameter.isAnnotated(WithAliases.class) || parameter.isAnnotated(WithExperiments.class) || ONLY_ONE;
        return other ? other(store) : keycloak(store);
    }

    private static Keycloak keycloak(Store store) {
        return store.getOrComputeIfAbsent(
                Keycloak.class, key -> Servers.start("suite", options(device(store))), Keycloak.class);
    }

    private static Keycloak other(Store store) {
        return store.getOrComputeIfAbsent(
                "other", key -> Servers.start("other", otherOptions(device(store))), Keycloak.class);
    }

    private static ServerOptions otherOptions(AuthenticationDevice device) {
        ServerOptions withAliases = options(device).and(ALIASES);
        return ONLY_ONE ? withAliases : withAliases.and(EXPERIMENTS);
    }

    private static AuthenticationDevice device(Store store) {
        return store.getOrComputeIfAbsent(
                AuthenticationDevice.class, key -> AuthenticationDevice.start(), AuthenticationDevice.class);
    }
}
