package dev.extendedtoken.keycloak.apikey.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bound of the console's client, for each value that breaks it. */
class ConsoleBoundTest {

    private static final String PAGE = "https://admin.example.com/realms/demo/api-key-console";

    /** A client, changed step by step. */
    private static final class Client {

        private boolean enabled = true;
        private String protocol = "openid-connect";
        private boolean publicClient = true;
        private boolean standardFlow = true;
        private Set<String> otherGrants = Set.of();
        private String pkce = "S256";
        private boolean fullScope;
        private Set<String> roles = ConsoleClient.ROLES;
        private Set<String> redirectUris = Set.of(PAGE);
        private Set<String> webOrigins = Set.of("+");
        private int lifespan = 300;
        private boolean refreshTokens;
        private boolean registered;

        ConsoleClient made() {
            return new ConsoleClient(
                    enabled,
                    protocol,
                    publicClient,
                    standardFlow,
                    otherGrants,
                    pkce,
                    fullScope,
                    roles,
                    redirectUris,
                    webOrigins,
                    lifespan,
                    refreshTokens,
                    registered);
        }
    }

    private static Arguments breach(ConsoleBound bound, String name, UnaryOperator<Client> change) {
        return Arguments.of(bound, name, change);
    }

    private static Set<String> with(Set<String> set, String more) {
        Set<String> all = new LinkedHashSet<>(set);
        all.add(more);
        return all;
    }

    static Stream<Arguments> breaches() {
        return Stream.of(
                breach(ConsoleBound.ENABLED, "disabled", client -> {
                    client.enabled = false;
                    return client;
                }),
                breach(ConsoleBound.PROTOCOL, "SAML", client -> {
                    client.protocol = "saml";
                    return client;
                }),
                breach(ConsoleBound.PUBLIC, "confidential", client -> {
                    client.publicClient = false;
                    return client;
                }),
                breach(ConsoleBound.STANDARD_FLOW, "no standard flow", client -> {
                    client.standardFlow = false;
                    return client;
                }),
                breach(ConsoleBound.STANDARD_FLOW, "another grant", client -> {
                    client.otherGrants = Set.of("CIBA");
                    return client;
                }),
                breach(ConsoleBound.PKCE, "no PKCE", client -> {
                    client.pkce = null;
                    return client;
                }),
                breach(ConsoleBound.PKCE, "PKCE empty", client -> {
                    client.pkce = "";
                    return client;
                }),
                breach(ConsoleBound.PKCE, "PKCE plain", client -> {
                    client.pkce = "plain";
                    return client;
                }),
                breach(ConsoleBound.FULL_SCOPE, "full scope", client -> {
                    client.fullScope = true;
                    return client;
                }),
                breach(ConsoleBound.ROLES, "none", client -> {
                    client.roles = Set.of();
                    return client;
                }),
                breach(ConsoleBound.ROLES, "one missing", client -> {
                    client.roles = Set.of("query-clients", "view-clients");
                    return client;
                }),
                breach(ConsoleBound.ROLES, "one more", client -> {
                    client.roles = with(ConsoleClient.ROLES, "manage-users");
                    return client;
                }),
                breach(ConsoleBound.ROLES, "of another client", client -> {
                    client.roles = with(ConsoleClient.ROLES, "other/view-clients");
                    return client;
                }),
                breach(ConsoleBound.REDIRECT_URI, "none", client -> {
                    client.redirectUris = Set.of();
                    return client;
                }),
                breach(ConsoleBound.REDIRECT_URI, "two", client -> {
                    client.redirectUris = with(client.redirectUris, "https://example.com/");
                    return client;
                }),
                breach(ConsoleBound.REDIRECT_URI, "wildcard", client -> {
                    client.redirectUris = Set.of(PAGE + "*");
                    return client;
                }),
                breach(ConsoleBound.REDIRECT_URI, "another", client -> {
                    client.redirectUris = Set.of(PAGE + "/");
                    return client;
                }),
                breach(ConsoleBound.WEB_ORIGINS, "all", client -> {
                    client.webOrigins = Set.of("*");
                    return client;
                }),
                breach(ConsoleBound.WEB_ORIGINS, "a wildcard beside", client -> {
                    client.webOrigins = Set.of("+", "https://*.example.com");
                    return client;
                }),
                breach(ConsoleBound.ACCESS_TOKEN_LIFESPAN, "301 seconds", client -> {
                    client.lifespan = 301;
                    return client;
                }),
                breach(ConsoleBound.REFRESH_TOKENS, "refresh tokens", client -> {
                    client.refreshTokens = true;
                    return client;
                }),
                breach(ConsoleBound.REGISTRATION, "registered", client -> {
                    client.registered = true;
                    return client;
                }));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("breaches")
    void isBrokenAlone(ConsoleBound bound, String name, UnaryOperator<Client> change) {
        assertThat(ConsoleBound.broken(change.apply(new Client()).made(), PAGE)).containsExactly(bound);
    }

    @Test
    void theClientOfTheFileKeepsAll() {
        assertThat(ConsoleBound.broken(new Client().made(), PAGE)).isEmpty();
    }

    @Test
    void aClientWithoutProtocolIsOne() {
        Client client = new Client();
        client.protocol = null;
        assertThat(ConsoleBound.broken(client.made(), PAGE)).isEmpty();
    }

    @Test
    void eachBoundHasABreach() {
        EnumSet<ConsoleBound> tried = EnumSet.noneOf(ConsoleBound.class);
        breaches().forEach(breach -> tried.add((ConsoleBound) breach.get()[0]));
        assertThat(tried).isEqualTo(EnumSet.allOf(ConsoleBound.class));
    }

    @Test
    void severalAreNamedTogether() {
        Client client = new Client();
        client.fullScope = true;
        client.publicClient = false;
        assertThat(ConsoleBound.broken(client.made(), PAGE))
                .isEqualTo(List.of(ConsoleBound.PUBLIC, ConsoleBound.FULL_SCOPE));
    }

    @ParameterizedTest
    @EnumSource(ConsoleBound.class)
    void saysWhatMustBe(ConsoleBound bound) {
        assertThat(bound.text()).contains("must");
    }
}
