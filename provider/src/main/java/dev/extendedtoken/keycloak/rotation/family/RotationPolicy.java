package dev.extendedtoken.keycloak.rotation.family;

import java.util.Comparator;

/**
 * How the refresh tokens of a client rotate.
 *
 * @param gracePeriod seconds from its first use in which a used token may be presented again, and gets the live token; 0: none
 * @param graceUses the most retries within the grace period; 0: no limit
 * @param reuseAction what ends on reuse
 * @param familyLifetime seconds from a family's first token; 0: no limit of its own
 */
public record RotationPolicy(int gracePeriod, int graceUses, ReuseAction reuseAction, int familyLifetime) {

    /** The defaults of the executor's options. */
    public static final RotationPolicy DEFAULT = new RotationPolicy(10, 0, ReuseAction.REVOKE_FAMILY, 0);

    private static final Comparator<Integer> ZERO_IS_NO_LIMIT =
            Comparator.comparingInt(limit -> limit == 0 ? Integer.MAX_VALUE : limit);

    /** The policy that satisfies both. */
    public RotationPolicy and(RotationPolicy other) {
        return new RotationPolicy(
                Math.min(gracePeriod, other.gracePeriod),
                lower(graceUses, other.graceUses),
                reuseAction.compareTo(other.reuseAction) < 0 ? other.reuseAction : reuseAction,
                lower(familyLifetime, other.familyLifetime));
    }

    private static int lower(int one, int other) {
        return ZERO_IS_NO_LIMIT.compare(one, other) <= 0 ? one : other;
    }

    /**
     * What ends when a superseded token is presented.
     *
     * @param boundToClient whether a thief needs more than the token: the client's credentials, or a key
     */
    public ReuseAction reuseAction(boolean boundToClient) {
        return reuseAction == ReuseAction.KEEP_FAMILY && !boundToClient ? ReuseAction.REVOKE_FAMILY : reuseAction;
    }

    /** Whether the number of retries is limited. */
    public boolean countsRetries() {
        return graceUses > 0;
    }

    /** The second from which on a family that started at {@code startedAt} is expired, in seconds since 1970; 0: no limit. */
    public long endsAt(long startedAt) {
        return familyLifetime == 0 ? 0 : startedAt + familyLifetime;
    }
}
