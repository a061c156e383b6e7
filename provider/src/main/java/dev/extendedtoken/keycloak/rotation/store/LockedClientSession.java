package dev.extendedtoken.keycloak.rotation.store;

import dev.extendedtoken.keycloak.rotation.lock.LeaseLock;
import dev.extendedtoken.keycloak.rotation.lock.RefreshLock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.Profile;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * A client session in the hand of one refresh, until its transaction is over: the lock that all nodes share, and the
 * session's row in the database. Whoever deletes the session asks for the row and not for the lock.
 */
public final class LockedClientSession {

    private static final Logger LOG = Logger.getLogger(LockedClientSession.class);

    private static final String LOCK = "refresh-token-rotation:";

    private final StoredClientSession stored;
    private final LeaseLock.Held lock;

    /** Whether the cache may hold a session that somebody has deleted meanwhile. */
    private boolean cacheMayBeStale;

    private Optional<Map.Entry<String, String>> expectedNote = Optional.empty();

    private boolean released;

    private LockedClientSession(StoredClientSession stored, LeaseLock.Held lock) {
        this.stored = stored;
        this.lock = lock;
        this.cacheMayBeStale = stored.isPersisted();
    }

    /** Waits for the lock; empty if it cannot be had. */
    public static Optional<LockedClientSession> acquire(
            KeycloakSession session, StoredClientSession stored, RefreshLock locks) {
        return locks.acquire(session, key(stored))
                .map(lock -> new LockedClientSession(stored, lock).untilTheEnd(session));
    }

    /**
     * Only the lock, for who adds to a client session without refreshing it; held until the request's transaction is
     * over. Whoever cannot have it in time goes on without.
     */
    public static void lockUntilTheEnd(
            KeycloakSession session, StoredClientSession stored, RefreshLock locks, Duration timeout) {
        locks.acquire(session, key(stored), timeout).ifPresent(lock -> {
            session.sessions();
            releaseAfterCompletion(session, lock::release);
        });
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

    private LockedClientSession untilTheEnd(KeycloakSession session) {
        boolean enlisted = false;
        try {
            // The provider of sessions must enlist first, so that what it writes is there before the row is asked for,
            // and when the lock is given back.
            session.sessions();
            session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    secureRow();
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
            // The answer stands: the tokens of a session without a row are refused, be it in the cache or not.
            LOG.warn("The cache of sessions may hold a client session that the database does not have", e);
        } finally {
            release();
        }
    }

    /** Lets the next refresh have the lock before the transaction is over; no note may be written from now on. */
    public void releaseEarly() {
        // Keycloak's preview feature keeps the lease in the database, where nobody can take it away before the commit.
        if (!Profile.isFeatureEnabled(Profile.Feature.STATELESS)) {
            release();
        }
    }

    private void release() {
        if (!released) {
            released = true;
            lock.release();
        }
    }

    /** Keycloak will write this note of the session when the transaction is about to be committed. */
    public void expectNote(String note, String value) {
        expectedNote = Optional.of(Map.entry(note, value));
    }

    /**
     * Makes sure of the row, when Keycloak has written what it writes in the transaction of the request. With the row in
     * hand until the commit, nobody can be about to delete the session.
     *
     * <p>It must not be had early, though that would spare a query. Whoever deletes a session and cannot have its row at
     * once takes the session out of the cache first: a refresh that had the row meanwhile would bring it back there and
     * not know, and so would any other request that looks the session up while the deletion waits. And a listener of
     * events that ends the session in a transaction of its own would wait for the request that waits for it.
     */
    private void secureRow() {
        if (cacheMayBeStale) {
            boolean written = expectedNote
                    .map(note -> stored.hasWritten(note.getKey(), note.getValue()))
                    .orElse(false);
            cacheMayBeStale = !written && !stored.lock();
        }
    }

    /** Whether what is written now will be there before anybody else can hold the lock. */
    public boolean isSafe() {
        return !released && lock.isSafe();
    }
}
