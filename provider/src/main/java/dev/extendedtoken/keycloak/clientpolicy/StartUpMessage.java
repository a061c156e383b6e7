package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.compat.BuildVersion;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.keycloak.common.Version;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;

/**
 * The line in the log that names the extension, its version, and which of its executors are configured.
 *
 * @param executors the executors in enabled policies
 * @param allRealms false if there were more realms than were read
 */
record StartUpMessage(SortedSet<String> executors, boolean allRealms) {

    private static final Logger LOG = Logger.getLogger(StartUpMessage.class);

    /** A start does not wait for thousands of realms to be read from the database. */
    private static final int MAX_REALMS = 100;

    /** Logs it once the database can be used. */
    static void logAfterStart(
            KeycloakSessionFactory server, BiFunction<KeycloakSession, RealmModel, RealmPolicies> policies) {
        server.register(event -> {
            if (event instanceof PostMigrationEvent) {
                log(server, policies);
            }
        });
    }

    private static void log(
            KeycloakSessionFactory server, BiFunction<KeycloakSession, RealmModel, RealmPolicies> policies) {
        KeycloakModelUtils.runJobInTransaction(
                server, session -> LOG.info(read(session, policies).text(BuildVersion.read(), Version.VERSION)));
    }

    private static StartUpMessage read(
            KeycloakSession session, BiFunction<KeycloakSession, RealmModel, RealmPolicies> policies) {
        SortedSet<String> executors = new TreeSet<>();
        Iterator<RealmModel> realms = session.realms().getRealmsStream().iterator();
        for (int i = 0; i < MAX_REALMS && realms.hasNext(); i++) {
            executors.addAll(policies.apply(session, realms.next()).executorIds());
        }
        return new StartUpMessage(executors, !realms.hasNext());
    }

    String text(String version, String keycloak) {
        return "Keycloak Extended Token Endpoint " + version + " on Keycloak " + keycloak
                + ". Executors in enabled policies"
                + (allRealms ? "" : " of the first " + MAX_REALMS + " realms") + ": "
                + (executors.isEmpty() ? "none" : String.join(", ", executors));
    }
}
