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
 * Keycloak's store of single-use objects, in which nodes leave each other word.
 *
 * @param cache where it keeps them, if that is its own, embedded Infinispan
 */
record SharedStore(Optional<Cache<String, SingleUseObjectValueEntity>> cache) {

    static SharedStore of(KeycloakSessionFactory factory) {
        ProviderFactory<?> installed = factory.getProviderFactory(SingleUseObjectProvider.class);
        // Not a subclass of it either: nobody knows where that keeps its objects.
        if (installed == null || installed.getClass() != InfinispanSingleUseObjectProviderFactory.class) {
            return new SharedStore(Optional.empty());
        }
        try (KeycloakSession session = factory.create()) {
            return new SharedStore(Optional.of(session.getProvider(InfinispanConnectionProvider.class)
                    .getCache(InfinispanConnectionProvider.ACTION_TOKEN_CACHE)));
        }
    }

    /**
     * Whether other nodes see what this one puts there. Not with Keycloak's option {@code cache=local}, which is that of
     * its development mode: then there are no other nodes, or they know nothing of each other.
     */
    boolean isShared() {
        return cache.map(its ->
                        its.getCacheConfiguration().clustering().cacheMode().isClustered())
                .orElse(true);
    }

    /** The leases that a request can take there. */
    LeaseStore leases(KeycloakSession session) {
        return cache.<LeaseStore>map(CachedLeases::new).orElseGet(() -> new SingleUseLeases(session));
    }
}
