/**
 * Refresh-token rotation by client policy: RFC 6749 section 6 with the rotation and replay detection of RFC 9700
 * section 4.14.2, exact, and converging when answers are lost.
 *
 * <h2>Tokens</h2>
 *
 * Each refresh token of a rotating client carries two claims that Keycloak signs with the rest: {@code rotation_family},
 * the id of the first token of its line, and {@code rotation_generation}, its number in it. Its own {@code jti} is
 * {@code <family>.<generation>}, and so is that of the access token that comes with it, from the first one on; a further
 * access token of a generation (a late retry, a rotation that a policy suppressed) adds the second of its issue. Nothing
 * about the successor of a token is drawn by lot: whoever makes it, how often and on whichever node, makes the same one.
 *
 * <p>A token that was obtained with an access token of a family (UMA, token exchange) is derived: its signed claim {@code
 * derived_from} names the {@link dev.extendedtoken.keycloak.rotation.family.Ancestor client sessions and families} that
 * it ends with. {@link dev.extendedtoken.keycloak.rotation.Derivation} writes it, each refresh copies it, whether or not
 * its client rotates, and {@link dev.extendedtoken.keycloak.rotation.Ancestors} checks it against what is committed.
 *
 * <h2>State</h2>
 *
 * One note a family in the client session, with the number of the live generation, when it became so, and what is needed
 * to give the latest answer again. No token is stored, nor a hash of one. A note does not grow, and there are at most 32
 * for logins and 32 for derived families. A second note of each, which earlier versions do not know, has its {@link
 * dev.extendedtoken.keycloak.rotation.family.FamilyDetails details}: the access tokens that end with it, what the latest
 * answer is bound to, and the family that it comes from.
 * Keycloak keeps client sessions in its database; where that is switched off ({@code persistent-user-sessions}),
 * families live as long as the cache. A family that is not there has ended: that is how it ends.
 *
 * <h2>A refresh</h2>
 *
 * <ol>
 *   <li>Keycloak checks the token: signature, type, expiry, client, DPoP or mTLS binding, not-before.
 *   <li>{@link dev.extendedtoken.keycloak.rotation.lock.RefreshLock Lock}: one refresh of a client session at a time, over
 *       all nodes.
 *   <li>Read the notes as they are committed, from the database. A session that is not there is refused, whatever the
 *       cache of sessions says. Where the database has failed ({@link
 *       dev.extendedtoken.keycloak.storage.DatabaseTransaction}), nothing is known to be missing: the answer is 503.
 *   <li>Keycloak checks the session and the user. Then the {@link
 *       dev.extendedtoken.keycloak.rotation.family.FamilyRules rules} decide, and nothing is changed yet: Keycloak has
 *       more to check (consent, mTLS, policies), and what fails must leave no trace. A retry that will change nothing
 *       gives the lock back now.
 *   <li>When the answer is all but encoded, the tokens get their ids and the note is set.
 *   <li>Commit; then the lock is given back; then the answer leaves.
 * </ol>
 *
 * <h2>Why it converges</h2>
 *
 * An answer leaves after the commit of its generation, so the state is never behind a token that anybody has. A crash
 * before the commit leaves the presented token live, and its next use makes the same successor. A crash after the commit
 * leaves it superseded, and its retry gets the same successor. If the lock is lost (its holder stood still for longer
 * than the lease), two that rotate one token make one successor all the same; the lock is needed so that windows and
 * uses are counted exactly. If the database is set back to an earlier state, a token with a later generation than the
 * stored one is the live one: its signature says that it was issued.
 *
 * <h2>What a refusal leaves behind</h2>
 *
 * The end of a family, and of a session, is committed by {@link dev.extendedtoken.keycloak.rotation.FamilyRevoker} before
 * the answer is made and before the lock is given back, since the transaction of the request may be rolled back with the
 * error response. If that fails the answer is 503, and the family is alive.
 *
 * <h2>Why revocation wins</h2>
 *
 * What ends a session deletes its row. Keycloak locks the row when the transaction is about to be committed, and writes
 * the note with it: a deletion comes before, and then the refresh finds no row, or after, and takes the new state with
 * it. Only Keycloak's cache may hold a session that was loaded while it was being deleted; where the row could not be
 * locked, the cache is corrected after the commit. Should that look, or the lock, come too early (a deletion has left the
 * cache and not yet reached the row), the session stays in the cache, as it can without us, and its refresh tokens are
 * refused all the same, because their row is not there; its access tokens live out their minutes. Should the row have
 * been made anew by the next login, Keycloak adds the note to it, under the name of a client session that is no more:
 * {@link dev.extendedtoken.keycloak.rotation.store.FamilyNotes} tells them apart, unless both began in one second. A not-before
 * is compared with the beginning of the family, which no race can date later.
 */
package dev.extendedtoken.keycloak.rotation;
