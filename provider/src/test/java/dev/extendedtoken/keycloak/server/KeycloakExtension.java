package dev.extendedtoken.keycloak.server;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ModifierSupport;

/**
 * Starts the servers that all test classes share, and resolves parameters and {@link InjectKeycloak} fields of type
 * {@link Keycloak}. A server starts for the first test that needs it and stops after the last test. Its log has the
 * extension's categories at TRACE, so that tests can search it for secrets.
 *
 * <p>There are two servers. The first one has the key console, except on an image that was built without it.
 * {@link WithAliases} and {@link WithExperiments} select the second one, which has both the alias paths and the experimental
 * features. With {@code -Dkeycloak.aliases=true} the second server, then without experimental
 * features, is the only one: a short selection of tests pays for one start.
 *
 * <p>A parameter of type {@link AuthenticationDevice} is the device that both servers call in a CIBA login.
 */
public final class KeycloakExtension implements BeforeAllCallback, ParameterResolver {

    private static final Namespace SUITE = Namespace.create(KeycloakExtension.class);

    /** The header Auth0-Client is sent by auth0-spa-js; a preflight response names it only if it is configured. */
    private static final String[] ALIASES = {
        "--spi-realm-restapi-extension--oauth--enabled=true",
        "--spi-realm-restapi-extension--as--enabled=true",
        "--spi-cors--default--allowed-headers=Auth0-Client"
    };

    private static final boolean ONLY_ONE = Boolean.getBoolean("keycloak.aliases");

    /** Not on the only server: tests that depend on Keycloak's version run with Keycloak's default features. */
    private static final String EXPERIMENTS =
            "--features=oid4vc-vci,oid4vc-vci-preauth-code,oid4vc-vci-rest-credential-offer,parameterized-scopes,token-exchange";

    private static final String KEY_CONSOLE = "--spi-realm-restapi-extension--api-key-console--enabled=true";

    /** The options of the first server. The key console is a build option. */
    public static ServerOptions options(AuthenticationDevice device) {
        return Servers.takeBuildOptions() ? commonOptions(device).and(KEY_CONSOLE) : commonOptions(device);
    }

    private static ServerOptions commonOptions(AuthenticationDevice device) {
        return ServerOptions.withJar().and("--log-level=INFO,dev.extendedtoken:TRACE", device.serverOption());
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        for (Field field : AnnotationSupport.findAnnotatedFields(
                context.getRequiredTestClass(), InjectKeycloak.class, ModifierSupport::isStatic)) {
            field.setAccessible(true);
            field.set(null, server(context, field));
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Keycloak.class || type == AuthenticationDevice.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == AuthenticationDevice.class) {
            return device(context);
        }
        return server(context, parameter.getParameter());
    }

    /** The server that a field or a parameter of the test class selects by its annotations or by those of the class. */
    public static Keycloak server(ExtensionContext context, AnnotatedElement element) {
        Store store = context.getRoot().getStore(SUITE);
        boolean second = ONLY_ONE || selectsSecond(element) || selectsSecond(context.getRequiredTestClass());
        return second ? second(store) : first(store);
    }

    private static boolean selectsSecond(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, WithAliases.class)
                || AnnotationSupport.isAnnotated(element, WithExperiments.class);
    }

    /** The device that both servers call. */
    public static AuthenticationDevice device(ExtensionContext context) {
        return device(context.getRoot().getStore(SUITE));
    }

    private static Keycloak first(Store store) {
        return store.getOrComputeIfAbsent(
                Keycloak.class, key -> Servers.start("suite", options(device(store))), Keycloak.class);
    }

    private static Keycloak second(Store store) {
        return store.getOrComputeIfAbsent(
                "other", key -> Servers.start("other", secondOptions(device(store))), Keycloak.class);
    }

    private static ServerOptions secondOptions(AuthenticationDevice device) {
        ServerOptions withAliases = commonOptions(device).and(ALIASES);
        return ONLY_ONE ? withAliases : withAliases.and(EXPERIMENTS);
    }

    private static AuthenticationDevice device(Store store) {
        return store.getOrComputeIfAbsent(
                AuthenticationDevice.class, key -> AuthenticationDevice.start(), AuthenticationDevice.class);
    }
}
