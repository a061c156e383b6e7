package dev.extendedtoken.keycloak.rotation.family;

import java.util.Optional;

/**
 * Decides by generation, never by comparing dates of tokens: two tokens of one second differ as much as two of different
 * years. The clock is asked about windows and lifetimes only.
 *
 * @param policy how the client rotates
 * @param notBefore seconds since 1970; a family whose first token was issued then, or earlier, is revoked. 0: none
 * @param now milliseconds since 1970, when the request came
 */
public record FamilyRules(RotationPolicy policy, long notBefore, long now) {

    /**
     * @param stored what is kept of the token's family; empty if nothing is
     * @param revoked whether the token's id has been revoked, which ends a family that leaves no other trace
     */
    public Decision decide(Optional<Family> stored, Presented token, boolean revoked) {
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
            // Later than what is stored only if the store has gone back, to a backup: the signature says it was issued.
            return new Decision.Rotate(family);
        }
        if (generation == family.live() - 1 && windowIsOpen(family)) {
            return new Decision.Retry(family);
        }
        return new Decision.Reuse(family);
    }

    /** Why none of a family's tokens is good any more, its note being there; empty if it is alive. */
    public Optional<Decision.Reason> end(Family family) {
        if (isRevoked(family)) {
            return Optional.of(Decision.Reason.REVOKED);
        }
        return isExpired(family) ? Optional.of(Decision.Reason.EXPIRED) : Optional.empty();
    }

    private boolean windowIsOpen(Family family) {
        boolean inTime = policy.gracePeriod() > 0 && now - family.since() <= policy.gracePeriod() * 1000L;
        boolean usesLeft = !policy.countsRetries() || family.retries() < policy.graceUses();
        return inTime && usesLeft;
    }

    /**
     * Looks at the family's start: a token that was made by a refresh while the not-before was being set has a later
     * date, but no later origin. The very second counts as before, because nobody can tell.
     */
    private boolean isRevoked(Family family) {
        return notBefore > 0 && family.origin().issuedAt() <= notBefore;
    }

    private boolean isExpired(Family family) {
        long lastSecond = policy.lastSecond(family.origin().issuedAt());
        return lastSecond > 0 && now / 1000 >= lastSecond;
    }
}
