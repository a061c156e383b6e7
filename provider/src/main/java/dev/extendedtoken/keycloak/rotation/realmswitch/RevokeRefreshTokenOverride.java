package dev.extendedtoken.keycloak.rotation.realmswitch;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.RealmModelDelegate;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;

/**
 * A refresh as from a realm whose switch "Revoke Refresh Token" is off. Keycloak's own rotation counts uses by dates,
 * and takes a lock that outlives a node which dies with it by up to a minute; where a policy decides it does neither.
 */
public final class RevokeRefreshTokenOverride {

    private RevokeRefreshTokenOverride() {}

    /** @param overridden asked each time that Keycloak looks at the switch */
    public static RefreshTokenContext in(
            KeycloakSession session, RefreshTokenContext request, BooleanSupplier overridden) {
        return new RefreshTokenContext(
                request.oldRefreshToken(),
                new Grant(session, request.grantContext(), overridden),
                request.grant(),
                request.tokenManager(),
                request.scopeParameter(),
                request.resourceParameter());
    }

    private static final class Grant extends OAuth2GrantType.Context {

        Grant(KeycloakSession session, OAuth2GrantType.Context of, BooleanSupplier overridden) {
            super(
                    session,
                    of.getClientConfig(),
                    of.getClientAuthAttributes(),
                    of.getFormParams(),
                    of.getEvent(),
                    of.getCors(),
                    of.getTokenManager());
            client = of.getClient();
            realm = new Realm(of.getRealm(), overridden);
        }
    }

    private static final class Realm extends RealmModelDelegate {

        private final BooleanSupplier overridden;

        Realm(RealmModel realm, BooleanSupplier overridden) {
            super(realm);
            this.overridden = overridden;
        }

        @Override
        public boolean isRevokeRefreshToken() {
            return !overridden.getAsBoolean() && super.isRevokeRefreshToken();
        }

        /** As Keycloak's realms compare each other. */
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
