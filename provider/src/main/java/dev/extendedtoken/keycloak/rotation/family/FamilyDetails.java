package dev.extendedtoken.keycloak.rotation.family;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * More of the stored state of a family, in a second note, which earlier versions of the extension ignore. Its size is
 * bounded.
 *
 * @param derivedFrom for a derived family (token exchange, UMA): the family of the subject token, or {@link #UNKNOWN};
 *     empty for a login
 * @param generation the generation of the response that {@code binding} belongs to
 * @param binding the key or certificate that the latest response is bound to, empty text for none; empty if unknown
 * @param accessTokens the access tokens that may still be valid
 */
public record FamilyDetails(
        Optional<String> derivedFrom, int generation, Optional<String> binding, List<AccessTokenExpiry> accessTokens) {

    /** Nothing is known. */
    public static final FamilyDetails NONE = new FamilyDetails(Optional.empty(), 0, Optional.empty(), List.of());

    /** Stands for a subject token without a family. */
    public static final String UNKNOWN = "?";

    /** The most access tokens of one family that are revoked when it ends. */
    public static final int MOST_ACCESS_TOKENS = 32;

    private static final String FORMAT = "1";
    private static final int FIELDS = 5;
    private static final String ABSENT = "-";
    private static final String NOT_BOUND = "none";

    /** Stands for the family's id in the ids of its access tokens, which shortens the note. */
    private static final String FAMILY = "*";

    /** @param expiresAt {@code exp}, in seconds since 1970 */
    public record AccessTokenExpiry(String id, long expiresAt) {}

    public FamilyDetails {
        accessTokens = List.copyOf(accessTokens);
    }

    public FamilyDetails derivedFrom(Optional<String> ancestor) {
        return new FamilyDetails(ancestor, generation, binding, accessTokens);
    }

    /** After a response that made this generation the live one. */
    public FamilyDetails answered(int live, String boundTo) {
        return new FamilyDetails(derivedFrom, live, Optional.of(boundTo), accessTokens);
    }

    /** With one more access token, and without those that have expired. */
    public FamilyDetails with(String tokenId, long expiresAt, long now) {
        List<AccessTokenExpiry> good = new ArrayList<>();
        for (AccessTokenExpiry one : accessTokens) {
            if (one.expiresAt() >= now && !one.id().equals(tokenId)) {
                good.add(one);
            }
        }
        good.add(new AccessTokenExpiry(tokenId, expiresAt));
        good.sort(Comparator.comparingLong(AccessTokenExpiry::expiresAt));
        int surplus = Math.max(0, good.size() - MOST_ACCESS_TOKENS);
        return new FamilyDetails(derivedFrom, generation, binding, good.subList(surplus, good.size()));
    }

    /**
     * The newest further access token of a generation, if nine tenths of its lifetime are left, so that another response
     * of the same generation may share its id.
     *
     * @param expiresAt when an access token that is issued now would expire
     */
    public Optional<AccessTokenExpiry> recentAccessToken(Generation issuedWith, long expiresAt, long now) {
        String raw = issuedWith.accessTokenId() + ".";
        return accessTokens.stream()
                .filter(token ->
                        token.id().substring(token.id().indexOf(':') + 1).startsWith(raw))
                .max(Comparator.comparingLong(AccessTokenExpiry::expiresAt))
                .filter(token -> (token.expiresAt() - now) * 10 >= (expiresAt - now) * 9);
    }

    /** What the latest response, the one of the live generation, is bound to; empty if unknown. */
    public Optional<String> bindingOf(Family family) {
        return generation == family.live() ? binding : Optional.empty();
    }

    /** The value of the note. */
    public String encoded(String family) {
        return String.join(
                " ",
                FORMAT,
                derivedFrom.orElse(ABSENT),
                Integer.toString(generation),
                binding.map(key -> key.isEmpty() ? NOT_BOUND : key).orElse(ABSENT),
                encodedAccessTokens(family));
    }

    private String encodedAccessTokens(String family) {
        List<String> encoded = new ArrayList<>();
        for (AccessTokenExpiry one : accessTokens) {
            encoded.add(one.id().replace(family, FAMILY) + "@" + one.expiresAt());
        }
        return String.join(",", encoded);
    }

    /** Reads what {@link #encoded} has written; {@link #NONE} for anything else. */
    public static FamilyDetails decode(String family, String text) {
        String[] fields = text.split(" ", -1);
        if (fields.length != FIELDS || !FORMAT.equals(fields[0])) {
            return NONE;
        }
        try {
            return new FamilyDetails(
                    present(fields[1]),
                    Integer.parseInt(fields[2]),
                    present(fields[3]).map(key -> NOT_BOUND.equals(key) ? "" : key),
                    decodedAccessTokens(family, fields[4]));
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    private static Optional<String> present(String field) {
        return ABSENT.equals(field) ? Optional.empty() : Optional.of(field);
    }

    private static List<AccessTokenExpiry> decodedAccessTokens(String family, String field) {
        List<AccessTokenExpiry> tokens = new ArrayList<>();
        for (String one : field.isEmpty() ? new String[0] : field.split(",")) {
            int at = one.lastIndexOf('@');
            if (at < 0) {
                throw new NumberFormatException(one);
            }
            tokens.add(new AccessTokenExpiry(
                    one.substring(0, at).replace(FAMILY, family), Long.parseLong(one.substring(at + 1))));
        }
        return tokens;
    }
}
