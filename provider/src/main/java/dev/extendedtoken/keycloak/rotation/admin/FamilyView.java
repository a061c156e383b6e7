package dev.extendedtoken.keycloak.rotation.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A family in a response: no token, and no hash of one. Dates are ISO 8601 in whole seconds, UTC.
 *
 * @param user the id of the user
 * @param client the UUID of the client
 * @param sessionType {@code online} or {@code offline}
 * @param family the id ({@code jti}) of the first refresh token, as in events
 * @param origin {@code login}, or {@code derived} for a family from a token exchange or a UMA ticket
 * @param derivedFrom the family that a derived one comes from; null for a login, and if it is not known
 * @param generation the number of the live refresh token
 * @param began when the first token was issued
 * @param lastRotated when the live token was issued; null if it is the first one
 * @param expires when the live token expires, unless it is used before; null if it does not expire
 * @param ends when the family ends, however often it is rotated: by the family lifetime of the client's policies, or the
 *     maximum lifespan of the session, whichever comes first; null without either. A derived family also ends with the
 *     family that it comes from
 * @param retriesLeft how often the token before the live one may be retried while its grace period lasts; null: no limit
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record FamilyView(
        String user,
        String client,
        String clientId,
        String session,
        String sessionType,
        String family,
        String origin,
        String derivedFrom,
        int generation,
        String began,
        String lastRotated,
        String expires,
        String ends,
        Integer retriesLeft) {

    /** Whose family it is: ids of the user, the client and the session. */
    record Owner(String user, String client, String clientId, String session, boolean offline) {}

    /**
     * @param policy empty if the client does not rotate any more
     * @param sessionEndsAt seconds since 1970; 0: no limit
     */
    static FamilyView of(
            Owner owner,
            String id,
            Family family,
            FamilyDetails details,
            Optional<RotationPolicy> policy,
            long sessionEndsAt) {
        return new FamilyView(
                owner.user(),
                owner.client(),
                owner.clientId(),
                owner.session(),
                owner.offline() ? "offline" : "online",
                id,
                details.derivedFrom().isPresent() ? "derived" : "login",
                details.derivedFrom()
                        .filter(from -> !FamilyDetails.UNKNOWN.equals(from))
                        .orElse(null),
                family.live(),
                date(family.origin().issuedAt()),
                family.live() == 1 ? null : date(family.since() / 1000),
                date(family.latest().expiresAt()),
                date(ends(family, policy, sessionEndsAt)),
                policy.map(its -> retriesLeft(family, its)).orElse(null));
    }

    private static long ends(Family family, Optional<RotationPolicy> policy, long sessionEndsAt) {
        long byPolicy =
                policy.map(its -> its.endsAt(family.origin().issuedAt())).orElse(0L);
        return LongStream.of(byPolicy, sessionEndsAt)
                .filter(limit -> limit > 0)
                .min()
                .orElse(0);
    }

    private static Integer retriesLeft(Family family, RotationPolicy policy) {
        if (policy.gracePeriod() == 0) {
            return 0;
        }
        return policy.countsRetries() ? Integer.valueOf(Math.max(0, policy.graceUses() - family.retries())) : null;
    }

    /** @param seconds since 1970; 0: none */
    private static String date(long seconds) {
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds).toString();
    }
}
