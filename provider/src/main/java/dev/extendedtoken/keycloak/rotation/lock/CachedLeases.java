package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.infinispan.Cache;
import org.jboss.logging.Logger;
import org.keycloak.models.sessions.infinispan.entities.SingleUseObjectValueEntity;

/**
 * Leases in Keycloak's clustered cache of single-use objects. Each has the id of its holder, and only that holder can give
 * it back. Infinispan waits 15 s for a node that does not answer; here a request waits for {@link #OPERATION_TIMEOUT}.
 */
record CachedLeases(Cache<String, SingleUseObjectValueEntity> cache) implements LeaseStore {

    private static final Logger LOG = Logger.getLogger(CachedLeases.class);

    private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(3);

    private static final String HOLDER = "holder";

    @Override
    public boolean take(String key, String holder, Duration lifespan) {
        SingleUseObjectValueEntity mine = value(holder);
        try {
            SingleUseObjectValueEntity found =
                    get(cache.putIfAbsentAsync(key, mine, lifespan.toMillis(), TimeUnit.MILLISECONDS));
            // After a change of the cluster, Infinispan repeats an operation, and may find the value that it has put.
            return found == null || found.equals(mine);
        } catch (StorageUnavailableException e) {
            // It may have been put, or may be put later.
            remove(key, mine);
            throw e;
        }
    }

    @Override
    public void giveBack(String key, String holder) {
        try {
            get(remove(key, value(holder)));
        } catch (StorageUnavailableException e) {
            LOG.debugf(e, "The lease of %s ends by itself", key);
        }
    }

    private CompletableFuture<Boolean> remove(String key, SingleUseObjectValueEntity value) {
        return cache.removeAsync(key, value);
    }

    private static <T> T get(CompletableFuture<T> answer) {
        try {
            return answer.get(OPERATION_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new StorageUnavailableException("The cluster does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageUnavailableException("Interrupted", e);
        }
    }

    private static SingleUseObjectValueEntity value(String holder) {
        return new SingleUseObjectValueEntity(Map.of(HOLDER, holder));
    }
}
