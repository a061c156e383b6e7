package dev.extendedtoken.keycloak.rotation;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;

/** Replaces Keycloak's {@link RefreshTokenIntrospectionProviderFactory} under the same id. */
public final class RotationIntrospectionFactory extends RefreshTokenIntrospectionProviderFactory {

    /** The {@code token_type_hint} (RFC 7662 section 2.1) of refresh tokens; Keycloak uses it as the provider's id. */
    static final String REFRESH_TOKEN = "refresh_token";

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RotationIntrospectionProvider(session);
    }

    @Override
    public int order() {
        return 1;
    }
}
