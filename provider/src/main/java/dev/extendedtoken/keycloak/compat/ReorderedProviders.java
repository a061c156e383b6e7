package dev.extendedtoken.keycloak.compat;

import java.util.List;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProvider;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;

/** The providers of the extension whose place among those of Keycloak matters. */
final class ReorderedProviders {

    private static final String ROTATION = "dev.extendedtoken.keycloak.rotation.";

    static final List<ReorderedProvider> ALL = List.of(
            new ReorderedProvider(
                    RefreshTokenProvider.class,
                    "refresh-token-rotation",
                    ROTATION + "RotatingRefreshTokenFactory",
                    "before Keycloak's default, after those of other kinds of refresh tokens",
                    "no refresh token rotates, or those of verifiable credentials fail"),
            new ReorderedProvider(
                    TokenPostProcessor.class,
                    "refresh-token-rotation",
                    ROTATION + "RotationPostProcessorFactory",
                    "after all others",
                    "a refresh is stored although a later processor drops its refresh token"));

    private ReorderedProviders() {}
}
