package dev.extendedtoken.keycloak.server;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ways in which a server behaves as later or other Keycloaks do. The servers of a test run have those that
 * {@code -Dkeycloak.mode} names, separated by commas: {@code -Dkeycloak.mode=rollback-exception,uncached}.
 */
enum KeycloakMode {

    /** Every answer that is an error rolls the request's transaction back; a response filter sees to it. */
    ROLLBACK_FILTER(List.of(), List.of()) {
        @Override
        void change(KeycloakHome home) {
            RollbackFilter.installIn(home);
        }
    },

    /** As in Keycloak 26.8: errors of the protocol endpoints and error pages roll back when they are made. */
    ROLLBACK_EXCEPTION(List.of(), List.of()) {
        @Override
        void change(KeycloakHome home) {
            RollbackOnError.installIn(home);
        }
    },

    /** User sessions are read from the database each time, the default of Keycloak 26.8. */
    UNCACHED(List.of(), List.of("--spi-user-sessions--infinispan--use-caches=false")),

    /** Without shared caches: sessions, revoked tokens and single-use objects are database rows. */
    STATELESS(List.of("--feature-stateless=enabled"), List.of());

    private final List<String> buildOptions;
    private final List<String> options;

    KeycloakMode(List<String> buildOptions, List<String> options) {
        this.buildOptions = buildOptions;
        this.options = options;
    }

    /** Those of this test run. */
    static Set<KeycloakMode> chosen() {
        return Arrays.stream(System.getProperty("keycloak.mode", "").split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeycloakMode.class)));
    }

    /** Changes a copy of the distribution that has not been built yet. */
    static KeycloakHome changed(KeycloakHome home) {
        chosen().forEach(mode -> mode.change(home));
        return home;
    }

    /** Options of {@code kc.sh build}. */
    static Stream<String> buildOptions() {
        return chosen().stream().flatMap(mode -> mode.buildOptions.stream());
    }

    /** Options of {@code kc.sh start} with an optimized server. */
    static Stream<String> options() {
        return chosen().stream().flatMap(mode -> mode.options.stream());
    }

    void change(KeycloakHome home) {}
}
