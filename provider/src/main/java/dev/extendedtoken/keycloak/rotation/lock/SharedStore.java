package dev.extendedtoken.keycloak.rotation.lock;

import java.util.Optional;
import org.infinispan.Cache;
import org.keycloak.connections.infinispan.InfinispanConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.sessions.infinispan.InfinispanSingleUseObjectProviderFactory;
import org.keycloak.models.sessions.infinispan.entities.SingleUseObjectValueEntity;
import org.keycloak.provider.ProviderFactory;

/**
 * Keycloak's store of single-use objects, which all nodes share.
 *
 * @param cache the cache that holds them, if Keycloak's provider for embedded Infinispan is installed; else empty
 */
record SharedStore(Optional<Cache<String, SingleUseObjectValueEntity>> cache) {

    static SharedStore forServer(KeycloakSessionFactory factory) {
        ProviderFactory<?> installed = factory.getProviderFactory(SingleUseObjectProvider.class);
        // Not for a subclass: it may keep its objects elsewhere.
        if (installed == null || installed.getClass() != InfinispanSingleUseObjectProviderFactory.class) {
            return new SharedStore(Optional.empty());
        }
        try (KeycloakSession session = factory.create()) {
            return new SharedStore(Optional.of(session.getProvider(InfinispanConnectionProvider.class)
                    .getCache(InfinispanConnectionProvider.ACTION_TOKEN_CACHE)));
        }
    }

    /**
     * Whether other nodes see what this node puts there. They do not with Keycloak's option {@code cache=local}, the one of
     * its development mode.
     */
    boolean isShared() {
        return cache.map(its ->
                        its.getCacheConfiguration().clustering().cacheMode().isClustered())
                .orElse(true);
    }

    /** The store as one of leases, for a request. */
    LeaseStore leases(KeycloakSession session) {
        return cache.<LeaseStore>map(CachedLeases::new).orElseGet(() -> new SingleUseLeases(session));
    }
}
