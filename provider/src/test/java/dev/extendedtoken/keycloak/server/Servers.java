package dev.extendedtoken.keycloak.server;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;

/** Starts servers as the system property says: {@code -Dkeycloak=distribution|container|image}. */
public final class Servers {

    private enum Place {
        DISTRIBUTION,
        CONTAINER,
        IMAGE
    }

    private static final Place PLACE = place();

    private Servers() {}

    /** @param name of the server's folder and log; servers that run at the same time need different ones */
    public static Keycloak start(String name, ServerOptions options) {
        if (PLACE != Place.DISTRIBUTION && !KeycloakMode.chosen().isEmpty()) {
            throw new IllegalStateException("-Dkeycloak.mode wants -Dkeycloak=distribution");
        }
        return switch (PLACE) {
            case DISTRIBUTION -> Distribution.start(name, options);
            case CONTAINER -> Container.start(options);
            case IMAGE -> Image.start(options);
        };
    }

    /** Whether an option that Keycloak applies when it is built can be given to a server here; an image was built before. */
    static boolean takeBuildOptions() {
        return PLACE != Place.IMAGE;
    }

    /** This machine's name, as the servers that are started here see it. */
    static String testMachine() {
        return PLACE == Place.DISTRIBUTION ? "localhost" : Container.TEST_MACHINE;
    }

    private static Place place() {
        String choice = System.getProperty("keycloak", "");
        return switch (choice) {
            case "distribution" -> Place.DISTRIBUTION;
            case "container" -> Place.CONTAINER;
            case "image" -> Place.IMAGE;
            case "" -> dockerWorks() ? Place.CONTAINER : Place.DISTRIBUTION;
            default ->
                throw new IllegalArgumentException(
                        "-Dkeycloak=" + choice + ": use 'distribution', 'container' or 'image'");
        };
    }

    /** An engine that can fetch no image is of no use. */
    private static boolean dockerWorks() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (ContainerFetchException e) {
            return false;
        }
    }
}
