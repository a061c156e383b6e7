package dev.extendedtoken.keycloak.rotation.family;

import java.util.Arrays;
import java.util.Optional;

/** What ends when a superseded refresh token is presented. Ordered from the milder to the stricter action. */
public enum ReuseAction {
    /**
     * Nothing: the token is refused and reported. Only for tokens that a thief alone cannot use (RFC 9700 section 4.14.2): of
     * a confidential client, or bound to a key or certificate. Others end with {@link #REVOKE_FAMILY}.
     */
    KEEP_FAMILY("keep-family"),
    /** The family of the token: one login in one tab. */
    REVOKE_FAMILY("revoke-family"),
    /** The user session: all clients and tabs of the login. */
    REVOKE_SESSION("revoke-session");

    private final String option;

    ReuseAction(String option) {
        this.option = option;
    }

    /** The value in the executor's configuration. */
    public String option() {
        return option;
    }

    public static Optional<ReuseAction> parse(String option) {
        return Arrays.stream(values())
                .filter(action -> action.option.equals(option))
                .findFirst();
    }
}
