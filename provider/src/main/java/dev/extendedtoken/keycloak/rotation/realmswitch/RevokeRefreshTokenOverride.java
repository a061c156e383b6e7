package dev.extendedtoken.keycloak.rotation.realmswitch;

import java.util.Objects;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.RealmModelDelegate;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;

/**
 * The request of a refresh, as Keycloak is to see it: from the moment when this override is active, as one to a realm
 * whose setting "Revoke Refresh Token" is off. What Keycloak does for the setting counts uses by dates, and takes a lock
 * that stays for up to a minute if its node dies; where a client policy decides, it must do neither.
 */
public final class RevokeRefreshTokenOverride {

    private final RefreshTokenContext request;
    private boolean active;

    private RevokeRefreshTokenOverride(KeycloakSession session, RefreshTokenContext original, boolean active) {
        this.active = active;
        this.request = original.grantContext().getRealm().isRevokeRefreshToken()
                ? new RefreshTokenContext(
                        original.oldRefreshToken(),
                        new Grant(session, original.grantContext()),
                        original.grant(),
                        original.tokenManager(),
                        original.scopeParameter(),
                        original.resourceParameter())
                : original;
    }

    /** @param active whether the override is active from the start */
    public static RevokeRefreshTokenOverride forRequest(
            KeycloakSession session, RefreshTokenContext request, boolean active) {
        return new RevokeRefreshTokenOverride(session, request, active);
    }

    /** The request itself, if the realm's setting is off. */
    public RefreshTokenContext request() {
        return request;
    }

    /** From now on the setting reads as off. */
    public void activate() {
        active = true;
    }

    private final class Grant extends OAuth2GrantType.Context {

        Grant(KeycloakSession session, OAuth2GrantType.Context original) {
            super(
                    session,
                    original.getClientConfig(),
                    original.getClientAuthAttributes(),
                    original.getFormParams(),
                    original.getEvent(),
                    original.getCors(),
                    original.getTokenManager());
            client = original.getClient();
            realm = new Realm(original.getRealm());
        }
    }

    private final class Realm extends RealmModelDelegate {

        Realm(RealmModel realm) {
            super(realm);
        }

        @Override
        public boolean isRevokeRefreshToken() {
            return !active && super.isRevokeRefreshToken();
        }

        /** By the id, as Keycloak's realms do. */
        @Override
        public boolean equals(Object other) {
            return other instanceof RealmModel that && Objects.equals(getId(), that.getId());
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(getId());
        }
    }
}
