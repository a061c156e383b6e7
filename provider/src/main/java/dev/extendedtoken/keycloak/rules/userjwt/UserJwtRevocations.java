package dev.extendedtoken.keycloak.rules.userjwt;

import dev.extendedtoken.keycloak.gate.Gate;
import dev.extendedtoken.keycloak.gate.RevocationEntry;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/**
 * Access tokens that were revoked (RFC 7009). Keycloak forgets that when they expire; a user JWT may be taken for longer
 * than that.
 */
public final class UserJwtRevocations {

    private final KeycloakSession session;

    public UserJwtRevocations(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Remembers a revocation that Keycloak has just made, in a realm that asks for user JWTs.
     *
     * @param encoded the parameter {@code token} of the request; null if it had none
     */
    public void note(String encoded) {
        if (encoded == null || !session.getProvider(Gate.class).inUse(UserJwtConfiguration.class)) {
            return;
        }
        AccessToken token = session.tokens().decode(encoded, AccessToken.class);
        if (token != null
                && token.getId() != null
                && token.getExp() != null
                && session.revokedTokens().contains(token.getId())) {
            long left = Math.max(0, token.getExp() - Time.currentTimeSeconds());
            session.revokedTokens().put(entry(token), left + UserJwtPolicy.MAX_MAX_EXPIRED_SECONDS + 1);
        }
    }

    boolean has(AccessToken token) {
        return session.revokedTokens().contains(entry(token));
    }

    private String entry(AccessToken token) {
        String realm = session.getContext().getRealm().getId();
        return RevocationEntry.of("user-jwt", realm, token.getId());
    }
}
