package dev.extendedtoken.keycloak.rotation.family;

/**
 * The number of a refresh token in its family: the first token is generation 1, and each rotation makes the next one. The
 * token's id is made of the two, so that every rotation of one token, on any node, makes the same successor.
 *
 * @param family the id ({@code jti}) of the family's first refresh token
 */
public record Generation(String family, int number) {

    public static Generation first(String tokenId) {
        return new Generation(tokenId, 1);
    }

    public Generation next() {
        return new Generation(family, number + 1);
    }

    /** The raw id of the access token that comes with this generation's refresh token. */
    public String accessTokenId() {
        return family + "." + number;
    }

    /** The raw id of a further access token of this generation; {@code issuedAt} in seconds since 1970. */
    public String accessTokenId(long issuedAt) {
        return accessTokenId() + "." + issuedAt;
    }

    /** The {@code jti} of this generation's refresh token. */
    public String tokenId() {
        return number == 1 ? family : family + "." + number;
    }
}
