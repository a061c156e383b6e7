package dev.extendedtoken.keycloak.rotation.family;

import java.util.Optional;

/**
 * All that is kept of a family, however long it lives: where it stands, and enough of its latest answer to give it
 * again. Of a size that does not grow.
 *
 * @param live the generation that is good; every earlier one is superseded
 * @param origin the first token
 * @param since when the live token was issued, in milliseconds since 1970: the window of its predecessor starts here
 * @param retries how often the predecessor was retried
 * @param latest the latest answer
 */
public record Family(int live, Origin origin, long since, int retries, Issued latest) {

    private static final String FORMAT = "1";
    private static final String ADOPTED = "adopted";
    private static final int FIELDS = 11;

    /** Seconds for which an access token must be good to be worth an answer. */
    private static final long SHORTEST_REST = 10;

    /** A family that begins with the answer that issues its first token. */
    public static Family started(long now, Issued first) {
        return new Family(1, new Origin(false, first.issuedAt(), first.expiresAt()), now, 0, first);
    }

    /** A family for a token that was issued without one; nothing is known of the answer that it came with. */
    public static Family adopted(long issuedAt, long expiresAt) {
        Origin origin = new Origin(true, issuedAt, expiresAt);
        return new Family(1, origin, issuedAt * 1000, 0, new Issued(issuedAt, expiresAt, "", 0));
    }

    /** After the token of a generation, the live one, was rotated. */
    public Family rotated(int from, long now, Issued successor) {
        return new Family(from + 1, origin, now, 0, successor);
    }

    /** After the latest answer was given again, its access token with this id and expiry. */
    public Family retried(String accessTokenId, long accessTokenExpiresAt) {
        Issued again = new Issued(latest.issuedAt(), latest.expiresAt(), accessTokenId, accessTokenExpiresAt);
        return new Family(live, origin, since, retries + 1, again);
    }

    /**
     * Whether the access token of the latest answer is too near its end to be given again: less than a tenth of its life
     * is left, or less than ten seconds.
     *
     * @param now seconds since 1970
     */
    public boolean needsNewAccessToken(long now) {
        long left = latest.accessTokenExpiresAt() - now;
        long life = latest.accessTokenExpiresAt() - since / 1000;
        return left < SHORTEST_REST || left * 10 < life;
    }

    /** As it is stored. */
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

    /** Reads what {@link #encoded} wrote; empty if it is anything else, and then nothing is known of the family. */
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
