package dev.extendedtoken.keycloak.rotation;

import java.util.Optional;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * A client session in the hand of one refresh, until its transaction is over: the lock that all nodes share, and the
 * session's row in the database. Whoever deletes the session asks for the row and not for the lock.
 */
final class HeldSession {

    private static final String LOCK = "refresh-token-rotation:";

    private final StoredSession stored;
    private final RefreshLock.Held lock;

    /** Whether the cache may hold a session that somebody has deleted meanwhile. */
    private boolean doubtful;

    private HeldSession(StoredSession stored, RefreshLock.Held lock) {
        this.stored = stored;
        this.lock = lock;
        this.doubtful = stored.isKept();
    }

    /** Waits for the lock; empty if it cannot be had. */
    static Optional<HeldSession> acquire(KeycloakSession session, StoredSession stored, RefreshLock locks) {
        String key = LOCK + stored.userSessionId() + ":" + stored.client().getId();
        return locks.acquire(session, key).map(lock -> new HeldSession(stored, lock).untilTheEnd(session));
    }

    private HeldSession untilTheEnd(KeycloakSession session) {
        boolean enlisted = false;
        try {
            // The provider of sessions must enlist first, so that what it writes is there when the lock is given back.
            session.sessions();
            session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    end();
                }

                @Override
                protected void rollbackImpl() {
                    end();
                }
            });
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
            if (doubtful) {
                stored.removeIfGone();
            }
        } finally {
            lock.release();
        }
    }

    /**
     * Asks for the row, unless it was had before. With it in hand until the commit, nobody can be about to delete the
     * session. It is asked for late: whoever deletes a session takes it out of the cache first, and a refresh that had
     * the row meanwhile would bring it back there and not know.
     */
    void lockRow() {
        if (doubtful) {
            doubtful = !stored.lock();
        }
    }

    /** Whether what is written now will be there before anybody else can hold the lock. */
    boolean isSafe() {
        return lock.isSafe();
    }
}
