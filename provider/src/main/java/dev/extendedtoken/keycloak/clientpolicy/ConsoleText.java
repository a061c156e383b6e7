package dev.extendedtoken.keycloak.clientpolicy;

/** Texts of the Admin Console that begin with the name of the product, so that they are found among those of Keycloak. */
public final class ConsoleText {

    private static final String PRODUCT = "Extended Token Endpoint: ";

    private ConsoleText() {}

    /** The name of a step or mapper in a list. */
    public static String named(String name) {
        return PRODUCT + name;
    }

    /** What an executor, step or mapper does. */
    public static String help(String text) {
        return PRODUCT + text;
    }
}
