package dev.extendedtoken.keycloak.rotation.token;

import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Presented;
import java.util.Map;
import org.keycloak.representations.RefreshToken;

/** The claims of a refresh token that name its family and generation. Keycloak signs them with the token. */
public final class FamilyClaims {

    private static final String FAMILY = "rotation_family";
    private static final String GENERATION = "rotation_generation";

    private FamilyClaims() {}

    /** A token without the claims was issued while its client did not rotate: it is the first of the family of its id. */
    public static Presented read(RefreshToken token) {
        Map<String, Object> claims = token.getOtherClaims();
        long issuedAt = orZero(token.getIat());
        long expiresAt = orZero(token.getExp());
        if (claims.get(FAMILY) instanceof String family && claims.get(GENERATION) instanceof Number generation) {
            return new Presented(new Generation(family, generation.intValue()), true, issuedAt, expiresAt);
        }
        return new Presented(Generation.first(token.getId()), false, issuedAt, expiresAt);
    }

    public static void write(RefreshToken token, Generation generation) {
        token.id(generation.tokenId());
        token.getOtherClaims().put(FAMILY, generation.family());
        token.getOtherClaims().put(GENERATION, generation.number());
    }

    public static long orZero(Long seconds) {
        return seconds == null ? 0 : seconds;
    }
}
