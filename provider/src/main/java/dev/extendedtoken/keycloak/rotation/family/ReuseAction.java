package dev.extendedtoken.keycloak.rotation.family;

import java.util.Arrays;
import java.util.Optional;

/** What ends when a refresh token is used again that must not be. The later one is the stricter. */
public enum ReuseAction {
    /** The family of that token: one login in one tab. */
    REVOKE_FAMILY("revoke-family"),
    /** The whole session: all clients and tabs of that login. */
    REVOKE_SESSION("revoke-session");

    private final String option;

    ReuseAction(String option) {
        this.option = option;
    }

    /** As it is written in the executor's configuration. */
    public String option() {
        return option;
    }

    public static Optional<ReuseAction> of(String option) {
        return Arrays.stream(values())
                .filter(action -> action.option.equals(option))
                .findFirst();
    }
}
