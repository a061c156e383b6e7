package dev.extendedtoken.keycloak.request;

import java.util.Optional;

/**
 * The family of refresh tokens that an access token was issued with. Its raw id, what follows Keycloak's prefix and a
 * colon, is {@code <family>.<generation>}; the ids that Keycloak makes have no dot.
 */
public final class AccessTokenFamily {

    private AccessTokenFamily() {}

    /**
     * @param tokenId the {@code jti} of an access token, with or without Keycloak's prefix; null for none
     * @return empty for a token of no family
     */
    public static Optional<String> parse(String tokenId) {
        if (tokenId == null) {
            return Optional.empty();
        }
        String raw = tokenId.substring(tokenId.indexOf(':') + 1);
        int dot = raw.indexOf('.');
        return dot > 0 ? Optional.of(raw.substring(0, dot)) : Optional.empty();
    }
}
