package dev.extendedtoken.keycloak.apikey.console.model;

import java.util.Set;

/**
 * What the client of the key console may do.
 *
 * @param otherGrants the grants and flows beside the standard flow that are enabled
 * @param pkceMethod the method that the client must use; null or empty if PKCE is not required
 * @param redirectUris absolute
 * @param roles in its scope, also by composites, by its client scopes and by roles of its own: those of the client that
 *     administers the realm by their names, others qualified
 * @param accessTokenLifespan in seconds
 * @param hasRegistrationToken whether it may update itself
 */
public record ConsoleClient(
        boolean enabled,
        String protocol,
        boolean publicClient,
        boolean standardFlow,
        Set<String> otherGrants,
        String pkceMethod,
        boolean fullScope,
        Set<String> roles,
        Set<String> redirectUris,
        Set<String> webOrigins,
        int accessTokenLifespan,
        boolean refreshTokens,
        boolean hasRegistrationToken) {

    /** The roles of {@code realm-management} that its scope has to have. */
    public static final Set<String> ROLES = Set.of("query-clients", "view-clients", "manage-clients");
}
