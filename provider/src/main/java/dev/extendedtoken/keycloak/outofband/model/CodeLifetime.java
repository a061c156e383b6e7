package dev.extendedtoken.keycloak.outofband.model;

/**
 * How long an authorization code is good, in words of the page.
 *
 * @param number of seconds or minutes, as digits: the text around it stays the same in every language
 * @param message the key of the text around it
 */
public record CodeLifetime(String number, String message) {

    private static final int MINUTE = 60;

    /** In minutes where that is exact and more than one. The texts have no form for a single one. */
    public static CodeLifetime ofSeconds(int seconds) {
        boolean inMinutes = seconds > MINUTE && seconds % MINUTE == 0;
        return inMinutes
                ? new CodeLifetime(Integer.toString(seconds / MINUTE), "outOfBandMinutes")
                : new CodeLifetime(Integer.toString(seconds), "outOfBandSeconds");
    }
}
