package dev.extendedtoken.keycloak.rotation.family;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides by generation, not by the dates of tokens, so that tokens of the same second differ. The clock is used for grace
 * periods and lifetimes only.
 *
 * @param notBefore seconds since 1970; a family whose first token was issued then or earlier is revoked. 0: none
 * @param now milliseconds since 1970, when the request came
 */
public record FamilyRules(RotationPolicy policy, long notBefore, long now) {

    /**
     * For how long a token is still answered after its successor was used, within its grace period. Requests that were sent
     * together may arrive in any order, and a client may refresh what another one has just refreshed. All of them get the
     * live token.
     */
    static final Duration LATE_ARRIVAL = Duration.ofSeconds(10);

    /** How long a request may wait for the lock of its client session; the time when it came decides about it. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    /**
     * @param stored the stored state of the token's family; empty if there is none
     * @param uses when earlier generations of the family were first used
     * @param revoked whether the token's id is revoked, which ends a family without a note
     */
    public Decision decide(Optional<Family> stored, FirstUses uses, Presented token, boolean revoked) {
        if (stored.isEmpty() && (token.claimed() || revoked)) {
            return new Decision.Refuse(Decision.Reason.ENDED);
        }
        Family family = stored.orElseGet(() -> Family.adopted(token.issuedAt(), token.expiresAt()));
        Optional<Decision.Reason> end = end(family);
        if (end.isPresent()) {
            return new Decision.Refuse(end.get());
        }
        int generation = token.generation().number();
        if (generation >= family.live()) {
            // Later than the stored one if the client did not rotate for a time, or if the database was restored from a
            // backup. The signature proves the issue.
            return new Decision.Rotate(family);
        }
        if (!uses.isInWindow(generation, family, policy.gracePeriod(), now)) {
            return new Decision.Reuse(family);
        }
        return hasUsesLeft(family) ? new Decision.Retry(family) : new Decision.Refuse(Decision.Reason.GRACE_USED_UP);
    }

    /** Why a family with a note has ended; empty if it has not. */
    public Optional<Decision.Reason> end(Family family) {
        if (isRevoked(family)) {
            return Optional.of(Decision.Reason.REVOKED);
        }
        return isExpired(family) ? Optional.of(Decision.Reason.EXPIRED) : Optional.empty();
    }

    private boolean hasUsesLeft(Family family) {
        return !policy.countsRetries() || family.retries() < policy.graceUses();
    }

    /**
     * Compares the first token of the family: a refresh that runs while the not-before is set issues a token with a later
     * date, but the first token stays the same. A first token of the same second counts as issued before.
     */
    private boolean isRevoked(Family family) {
        return notBefore > 0 && family.origin().issuedAt() <= notBefore;
    }

    private boolean isExpired(Family family) {
        long endsAt = policy.endsAt(family.origin().issuedAt());
        return endsAt > 0 && now / 1000 >= endsAt;
    }
}
