package dev.extendedtoken.keycloak.server;

import org.testcontainers.DockerClientFactory;

/** Starts servers where the build was told to: {@code -Dkeycloak=distribution|container|image}. */
public final class Servers {

    private enum Place {
        DISTRIBUTION,
        CONTAINER,
        IMAGE
    }

    private Servers() {}

    /** @param name of the server's folder and log; servers that run at the same time need different ones */
    public static Keycloak start(String name, ServerOptions options) {
        return switch (place()) {
            case DISTRIBUTION -> Distribution.start(name, options);
            case CONTAINER -> Container.start(options);
            case IMAGE -> Image.start(options);
        };
    }

    /** This machine's name, as the servers that are started here see it. */
    static String testMachine() {
        return place() == Place.DISTRIBUTION ? "localhost" : Container.TEST_MACHINE;
    }

    private static Place place() {
        String choice = System.getProperty("keycloak", "");
        return switch (choice) {
            case "distribution" -> Place.DISTRIBUTION;
            case "container" -> Place.CONTAINER;
            case "image" -> Place.IMAGE;
            case "" -> DockerClientFactory.instance().isDockerAvailable() ? Place.CONTAINER : Place.DISTRIBUTION;
            default ->
                throw new IllegalArgumentException(
                        "-Dkeycloak=" + choice + ": use 'distribution', 'container' or 'image'");
        };
    }
}
