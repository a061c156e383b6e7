package dev.extendedtoken.keycloak.server;

import org.testcontainers.DockerClientFactory;

/** Starts servers where the build was told to: {@code -Dkeycloak=distribution|container}. */
public final class Servers {

    private Servers() {}

    /** @param name of the server's folder and log; servers that run at the same time need different ones */
    public static Keycloak start(String name, ServerOptions options) {
        return useContainer() ? Container.start(options) : Distribution.start(name, options);
    }

    /** This machine's name, as the servers that are started here see it. */
    static String testMachine() {
        return useContainer() ? Container.TEST_MACHINE : "localhost";
    }

    private static boolean useContainer() {
        String choice = System.getProperty("keycloak", "");
        return switch (choice) {
            case "container" -> true;
            case "distribution" -> false;
            case "" -> DockerClientFactory.instance().isDockerAvailable();
            default ->
                throw new IllegalArgumentException("-Dkeycloak=" + choice + ": use 'distribution' or 'container'");
        };
    }
}
