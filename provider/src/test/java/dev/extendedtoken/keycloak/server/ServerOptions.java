package dev.extendedtoken.keycloak.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a server of the tests is started.
 *
 * @param withProvider whether our JAR is installed
 * @param arguments further arguments of {@code kc.sh start-dev}
 */
public record ServerOptions(boolean withProvider, List<String> arguments) {

    /** The options of a server with the JAR and without further configuration. */
    public static ServerOptions withJar() {
        return new ServerOptions(true, List.of());
    }

    /** Keycloak as it comes. */
    public static ServerOptions stock() {
        return new ServerOptions(false, List.of());
    }

    /** Started the same way, as {@link #stock} Keycloak. */
    public ServerOptions withoutJar() {
        return new ServerOptions(false, arguments);
    }

    /** The same with further arguments. */
    public ServerOptions and(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(Arrays.asList(more));
        return new ServerOptions(withProvider, List.copyOf(all));
    }
}
