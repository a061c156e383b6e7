package dev.extendedtoken.keycloak.userjwt.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrowserStepPolicyTest {

    private static final BrowserStepPolicy CLIENTS = new BrowserStepPolicy(Set.of("account", "security-admin-console"));
    private static final List<String> STEP = List.of("shop", "app");

    @Test
    void whatAllPoliciesAndTheStepTake() {
        assertThat(CLIENTS.issuedTo("headless", List.of(List.of("shop")), STEP)).containsExactly("shop");
        assertThat(CLIENTS.issuedTo("headless", List.of(List.of("app", "shop", "pub")), STEP))
                .containsExactly("shop", "app");
        assertThat(CLIENTS.issuedTo("headless", List.of(List.of("shop", "app"), List.of("app")), STEP))
                .containsExactly("app");
    }

    @Test
    void nothingWithoutAPolicy() {
        assertThat(CLIENTS.issuedTo("headless", List.of(), STEP)).isEmpty();
    }

    @Test
    void nothingThatOneOfThemDoesNotTake() {
        assertThat(CLIENTS.issuedTo("headless", List.of(List.of("pub")), STEP)).isEmpty();
        assertThat(CLIENTS.issuedTo("headless", List.of(List.of("shop"), List.of("app")), STEP))
                .isEmpty();
        assertThat(CLIENTS.issuedTo("headless", List.of(List.of("shop")), List.of()))
                .isEmpty();
        assertThat(CLIENTS.issuedTo("headless", List.of(List.of("Shop")), STEP)).isEmpty();
    }

    @Test
    void neverAtSomeClients() {
        assertThat(CLIENTS.issuedTo("account", List.of(STEP), STEP)).isEmpty();
        assertThat(CLIENTS.issuedTo("security-admin-console", List.of(STEP), STEP))
                .isEmpty();
        assertThat(CLIENTS.issuedTo("Account", List.of(STEP), STEP)).containsExactly("shop", "app");
    }
}
