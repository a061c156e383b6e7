package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;

/** Where the nodes of a cluster take leases. A lease ends when its lifespan is over. */
interface LeaseStore {

    /**
     * Takes a lease, if no other holder has it.
     *
     * @param holder an id that no other lease of the key has
     * @return whether it was taken
     * @throws StorageUnavailableException if it is not known whether it was taken; then it is given back, if it was
     */
    boolean take(String key, String holder, Duration lifespan);

    /** Gives a lease back. If that fails, the lease ends with its lifespan. */
    void giveBack(String key, String holder);
}
