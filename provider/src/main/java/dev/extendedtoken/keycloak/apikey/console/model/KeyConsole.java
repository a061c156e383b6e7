package dev.extendedtoken.keycloak.apikey.console.model;

import java.time.Duration;
import java.time.Instant;

/** The key console: a page with which administrators manage the API keys of clients. */
public final class KeyConsole {

    /** The id of its provider, its path below {@code /realms/{realm}}, and the {@code clientId} of its client. */
    public static final String ID = "api-key-console";

    /** How long a login is recent enough to change keys, and how long an access token may live. */
    public static final Duration RECENT = Duration.ofSeconds(300);

    /** How far another clock may be ahead, by which an identity provider says when the user signed in. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    private KeyConsole() {}

    /**
     * Whether a user has signed in recently enough to change keys.
     *
     * @param authTime the claim {@code auth_time}, in seconds; null if the token has none
     */
    public static boolean isRecent(Long authTime, Instant now) {
        if (authTime == null) {
            return false;
        }
        long age = now.getEpochSecond() - authTime;
        return age >= -SKEW.toSeconds() && age <= RECENT.toSeconds();
    }
}
