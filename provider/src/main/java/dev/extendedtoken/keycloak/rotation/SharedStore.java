package dev.extendedtoken.keycloak.rotation;

import org.infinispan.Cache;
import org.keycloak.connections.infinispan.InfinispanConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.sessions.infinispan.InfinispanSingleUseObjectProviderFactory;
import org.keycloak.provider.ProviderFactory;

/** Keycloak's store of single-use objects, in which nodes leave each other word. */
final class SharedStore {

    private SharedStore() {}

    /**
     * Whether other nodes see what this one puts there. Not with Keycloak's option {@code cache=local}, which is that of
     * its development mode: then there are no other nodes, or they know nothing of each other.
     */
    static boolean isShared(KeycloakSessionFactory factory) {
        ProviderFactory<?> installed = factory.getProviderFactory(SingleUseObjectProvider.class);
        // Not a subclass of it either: nobody knows where that keeps its objects.
        if (installed == null || installed.getClass() != InfinispanSingleUseObjectProviderFactory.class) {
            return true;
        }
        try (KeycloakSession session = factory.create()) {
            Cache<?, ?> store = session.getProvider(InfinispanConnectionProvider.class)
                    .getCache(InfinispanConnectionProvider.ACTION_TOKEN_CACHE);
            return store.getCacheConfiguration().clustering().cacheMode().isClustered();
        }
    }
}
