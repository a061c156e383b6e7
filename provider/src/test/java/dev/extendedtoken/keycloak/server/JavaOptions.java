package dev.extendedtoken.keycloak.server;

/**
 * Options of the Java that runs a server: {@code -Dkeycloak.java.options}. The servers of the tests run for a few minutes, on
 * few processors; there, the optimizing compiler takes more time than it saves. Benchmarks leave it on.
 */
final class JavaOptions {

    private JavaOptions() {}

    static void set(ProcessBuilder keycloak) {
        String options = System.getProperty("keycloak.java.options", "");
        if (!options.isEmpty()) {
            keycloak.environment().merge("JAVA_OPTS_APPEND", options, (before, added) -> before + " " + added);
        }
    }
}
