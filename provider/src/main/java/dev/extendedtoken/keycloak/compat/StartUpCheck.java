package dev.extendedtoken.keycloak.compat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.common.Version;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Checks at start-up whether the JAR fits the server. Each misfit that the server can run with is one line in the log. A
 * server that lacks a type or a method of the lists does not start, because a check of a feature would never be called.
 */
public final class StartUpCheck {

    private static final Logger LOG = Logger.getLogger(StartUpCheck.class);

    private StartUpCheck() {}

    public static void run(KeycloakSessionFactory server) {
        missing(InternalTypes.ALL, OverriddenMethods.ALL).ifPresent(message -> {
            throw new IllegalStateException(message);
        });
        preparedVersion(Version.VERSION).ifPresent(LOG::info);
        otherVersion(Version.VERSION).ifPresent(LOG::warn);
        ReplacedProviders.ALL.stream()
                .map(provider -> provider.warning(server))
                .flatMap(Optional::stream)
                .forEach(LOG::warn);
    }

    static Optional<String> preparedVersion(String server) {
        return KeycloakVersions.supportOf(server) != KeycloakVersions.Support.PREPARED
                ? Optional.empty()
                : Optional.of("Keycloak " + server + " is prepared, not tested by this release of the Keycloak Extended"
                        + " Token Endpoint, which was tested on " + KeycloakVersions.TESTED_MINOR
                        + ". Try your clients on it before you go into production.");
    }

    static Optional<String> otherVersion(String server) {
        return KeycloakVersions.supportOf(server) != KeycloakVersions.Support.OTHER
                ? Optional.empty()
                : Optional.of("This version of the Keycloak Extended Token Endpoint is made for Keycloak "
                        + KeycloakVersions.TESTED_MINOR + " and prepared for " + KeycloakVersions.PREPARED_MINOR
                        + ", and the server is " + server
                        + ". Use the release of the extension that names your Keycloak version.");
    }

    static Optional<String> missing(List<InternalType> types, List<OverriddenMethod> methods) {
        Stream<String> missingTypes = types.stream()
                .filter(type -> type.use() != InternalType.Use.NAMES)
                .map(InternalType::name)
                .filter(name -> !exists(name));
        Stream<String> missingMethods =
                methods.stream().filter(method -> !method.exists()).map(OverriddenMethod::toString);
        String missing = Stream.concat(missingTypes, missingMethods).collect(Collectors.joining("; "));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The Keycloak Extended Token Endpoint does not fit this server, Keycloak " + Version.VERSION
                                + ", which lacks what it needs: " + missing
                                + ". Use the release of the extension that names your Keycloak version, or take its JAR out of"
                                + " 'providers'.");
    }

    private static boolean exists(String type) {
        try {
            Class.forName(type, false, StartUpCheck.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
