package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;

/** Where the nodes of a cluster take leases, which end by themselves. */
interface LeaseStore {

    /**
     * Takes a lease, if nobody has it.
     *
     * @param holder distinguishes this lease from every other one of the key
     * @return whether it was taken
     * @throws StorageUnavailableException if that is not known; it may have been taken then, and is given back
     */
    boolean take(String key, String holder, Duration lifespan);

    /** Gives a lease back. Where that fails, it ends when its time is over. */
    void giveBack(String key, String holder);
}
