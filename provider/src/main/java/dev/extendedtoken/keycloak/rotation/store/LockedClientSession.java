package dev.extendedtoken.keycloak.rotation.store;

import dev.extendedtoken.keycloak.rotation.lock.LeaseLock;
import dev.extendedtoken.keycloak.rotation.lock.RefreshLock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * A client session that is locked by one refresh until its transaction ends, or until {@link #releaseEarly}: by the lock that
 * all nodes share, and at the end by its row in the database. A request that deletes the session waits for the row, not for
 * the lock.
 */
public final class LockedClientSession {

    private static final Logger LOG = Logger.getLogger(LockedClientSession.class);

    private static final String LOCK = "refresh-token-rotation:";

    private final StoredClientSession stored;
    private final LeaseLock.Held lock;

    /** Whether Keycloak's cache may hold the session although it has been deleted meanwhile. */
    private boolean cacheMayBeStale;

    private Optional<ExpectedNote> expectedNote = Optional.empty();

    private boolean released;

    /** @param error for a commit that comes too late */
    private record ExpectedNote(String name, String value, Supplier<? extends RuntimeException> error) {}

    private LockedClientSession(StoredClientSession stored, LeaseLock.Held lock) {
        this.stored = stored;
        this.lock = lock;
        this.cacheMayBeStale = stored.isPersisted() && stored.isCached();
    }

    /** Waits for the lock; empty if it is not acquired within the acquire timeout. */
    public static Optional<LockedClientSession> acquire(
            KeycloakSession session, StoredClientSession stored, RefreshLock locks) {
        return locks.acquire(session, key(stored)).map(lock -> new LockedClientSession(stored, lock).enlist(session));
    }

    /**
     * Acquires only the lock, for a request that adds a family and refreshes no token, and holds it until the transaction
     * of the request ends. After the timeout the request goes on without it.
     *
     * @return whether the lock is held
     */
    public static boolean lockForTransaction(
            KeycloakSession session, StoredClientSession stored, RefreshLock locks, Duration timeout) {
        Optional<LeaseLock.Held> held = locks.acquire(session, key(stored), timeout);
        held.ifPresent(lock -> {
            session.sessions();
            releaseAfterCompletion(session, lock::release);
        });
        return held.isPresent();
    }

    private static String key(StoredClientSession stored) {
        return LOCK + stored.userSessionId() + ":" + stored.client().getId();
    }

    private static void releaseAfterCompletion(KeycloakSession session, Runnable release) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                release.run();
            }

            @Override
            protected void rollbackImpl() {
                release.run();
            }
        });
    }

    private LockedClientSession enlist(KeycloakSession session) {
        boolean enlisted = false;
        try {
            // The session provider must enlist first, so that it has written before the row is locked here, and has
            // committed before the lock is released.
            session.sessions();
            session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    lockRow();
                    refuseLateCommit();
                }

                @Override
                protected void rollbackImpl() {}
            });
            releaseAfterCompletion(session, this::end);
            enlisted = true;
            return this;
        } finally {
            if (!enlisted) {
                lock.release();
            }
        }
    }

    private void end() {
        try {
            if (cacheMayBeStale) {
                stored.removeIfGone();
            }
        } catch (RuntimeException e) {
            // The response stays as it is: refresh tokens of a session without a row are refused, cached or not.
            LOG.warn("The cache of sessions may hold a client session that the database does not have", e);
        } finally {
            release();
        }
    }

    /** Releases the lock before the transaction ends; no note may be written from now on. */
    public void releaseEarly() {
        release();
    }

    private void release() {
        if (!released) {
            released = true;
            lock.release();
        }
    }

    /**
     * Tells which note of the session Keycloak will write when it commits the transaction.
     *
     * @param error for a commit that comes when the lock may have ended; the transaction is rolled back then
     */
    public void expectNote(String note, String value, Supplier<? extends RuntimeException> error) {
        expectedNote = Optional.of(new ExpectedNote(note, value, error));
    }

    /**
     * Makes sure that the row is locked, after Keycloak has written its changes in the transaction of the request: by
     * Keycloak, if it has written the note, else here. While the row is locked, no other transaction can delete the session;
     * the lock ends with the commit.
     *
     * <p>The row must not be locked earlier, although that would save a query, for two reasons. A request that deletes a
     * session, and has to wait for its row, removes the session from the cache first. A refresh that holds the row at that
     * time would put the session back into the cache without noticing, and so would any request that loads the session
     * while the deletion waits. And an event listener that ends the session in a transaction of its own would wait for the
     * row, while the request waits for the listener.
     */
    private void lockRow() {
        if (cacheMayBeStale) {
            boolean written = expectedNote
                    .map(note -> stored.hasWritten(note.name(), note.value()))
                    .orElse(false);
            cacheMayBeStale = !written && !stored.lock();
        }
    }

    /**
     * The machine may have been suspended since the decision. Keycloak writes single notes, to whatever the row is by now, so
     * a note that was decided on an older row would overwrite what other requests have committed since. From here to the
     * commit, the row is locked, or nothing but the commit itself is left to do.
     */
    private void refuseLateCommit() {
        if (expectedNote.isPresent() && !isSafe()) {
            throw expectedNote.get().error().get();
        }
    }

    /** Whether what is written now is committed before another request can acquire the lock. */
    public boolean isSafe() {
        return !released && lock.isSafe();
    }
}
