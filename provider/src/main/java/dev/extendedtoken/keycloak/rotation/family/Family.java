package dev.extendedtoken.keycloak.rotation.family;

import java.util.Optional;

/**
 * The stored state of a family: its live generation, and what is needed to repeat its latest response. Its size does not
 * grow.
 *
 * @param live the live generation; every earlier one is superseded
 * @param origin the first token
 * @param since when the live token was issued, in milliseconds since 1970; the grace period of its predecessor begins then
 * @param retries how often the predecessor was retried
 * @param latest the latest response
 */
public record Family(int live, Origin origin, long since, int retries, Issued latest) {

    private static final String FORMAT = "1";
    private static final String ADOPTED = "adopted";
    private static final int FIELDS = 11;

    /** The least seconds that an access token must be valid to be repeated. */
    private static final long LEAST_SECONDS_LEFT = 10;

    /** A family that begins with the response that issues its first token. */
    public static Family started(long now, Issued first) {
        return new Family(1, new Origin(false, first.issuedAt(), first.expiresAt()), now, 0, first);
    }

    /** A family for a token that was issued without one. The response that issued it is not known. */
    public static Family adopted(long issuedAt, long expiresAt) {
        Origin origin = new Origin(true, issuedAt, expiresAt);
        return new Family(1, origin, issuedAt * 1000, 0, new Issued(issuedAt, expiresAt, "", 0));
    }

    /** After the live token, of generation {@code from}, was rotated. */
    public Family rotated(int from, long now, Issued successor) {
        return new Family(from + 1, origin, now, 0, successor);
    }

    /** After the latest response was repeated, with an access token of this id and expiry. */
    public Family retried(String accessTokenId, long accessTokenExpiresAt) {
        Issued again = new Issued(latest.issuedAt(), latest.expiresAt(), accessTokenId, accessTokenExpiresAt);
        return new Family(live, origin, since, retries + 1, again);
    }

    /**
     * Whether the access token of the latest response is too near its expiry to be repeated: less than a tenth of its
     * lifetime is left, or less than ten seconds.
     *
     * @param now seconds since 1970
     */
    public boolean needsNewAccessToken(long now) {
        long left = latest.accessTokenExpiresAt() - now;
        long life = latest.accessTokenExpiresAt() - since / 1000;
        return left < LEAST_SECONDS_LEFT || left * 10 < life;
    }

    /** The value of the note. */
    public String encoded() {
        return String.join(
                " ",
                FORMAT,
                Integer.toString(live),
                origin.adopted() ? ADOPTED : "issued",
                Long.toString(origin.issuedAt()),
                Long.toString(origin.expiresAt()),
                Long.toString(since),
                Integer.toString(retries),
                Long.toString(latest.issuedAt()),
                Long.toString(latest.expiresAt()),
                Long.toString(latest.accessTokenExpiresAt()),
                latest.accessTokenId());
    }

    /** Reads what {@link #encoded} has written; empty for anything else. */
    public static Optional<Family> decode(String text) {
        String[] fields = text.split(" ", -1);
        if (fields.length != FIELDS || !FORMAT.equals(fields[0])) {
            return Optional.empty();
        }
        try {
            Origin origin = new Origin(ADOPTED.equals(fields[2]), Long.parseLong(fields[3]), Long.parseLong(fields[4]));
            Issued latest = new Issued(
                    Long.parseLong(fields[7]), Long.parseLong(fields[8]), fields[10], Long.parseLong(fields[9]));
            return Optional.of(new Family(
                    Integer.parseInt(fields[1]),
                    origin,
                    Long.parseLong(fields[5]),
                    Integer.parseInt(fields[6]),
                    latest));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
