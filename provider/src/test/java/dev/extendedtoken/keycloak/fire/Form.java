package dev.extendedtoken.keycloak.fire;

import java.time.Duration;
import java.util.Locale;

/** How long the tests of this package take: the short form is a part of every build, the long one by {@code -Dfire=long}. */
enum Form {
    SHORT,
    LONG;

    private static final Form CHOSEN =
            valueOf(System.getProperty("fire", "short").toUpperCase(Locale.ROOT));

    static boolean isLong() {
        return CHOSEN == LONG;
    }

    /** How often a fault is brought about; {@code -Dfire.rounds} has the last word. */
    static int rounds(int inShortForm, int inLongForm) {
        return Integer.getInteger("fire.rounds", isLong() ? inLongForm : inShortForm);
    }

    static Duration time(Duration inShortForm, Duration inLongForm) {
        return isLong() ? inLongForm : inShortForm;
    }
}
