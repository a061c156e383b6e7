package dev.extendedtoken.keycloak.apikey.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.RealmModel;

/** Says why the page of a realm is not served: each reason once an hour, because anybody may ask for the page. */
final class ConsoleWarnings {

    private static final Logger LOG = Logger.getLogger(ConsoleWarnings.class);

    private static final Duration PAUSE = Duration.ofHours(1);

    private static final String ADDRESS = "address";

    /** @param reason one of a few: whoever sends requests must not be able to add to them */
    private record Warning(String realm, String reason) {}

    private final Map<Warning, Instant> logged = new ConcurrentHashMap<>();

    /** @param reason what of the client must be otherwise */
    void client(RealmModel realm, String reason) {
        if (isDue(new Warning(realm.getId(), reason))) {
            LOG.warnf(
                    "The key console of realm '%s' is not served (404), because of its client 'api-key-console': %s",
                    realm.getName(), reason);
        }
    }

    /** @param administration the origin at which the page would be served */
    void address(RealmModel realm, String administration) {
        if (isDue(new Warning(realm.getId(), ADDRESS))) {
            LOG.warnf(
                    "The key console of realm '%s' was asked for at another address than that of the administration. It is"
                            + " served at %s only, and is 404 elsewhere. If that was the address in the browser, Keycloak does"
                            + " not see it through the reverse proxy: set --proxy-headers",
                    realm.getName(), administration);
        }
    }

    private boolean isDue(Warning warning) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        Instant last = logged.get(warning);
        if (last == null) {
            return logged.putIfAbsent(warning, now) == null;
        }
        return !last.plus(PAUSE).isAfter(now) && logged.replace(warning, last, now);
    }
}
