package dev.extendedtoken.keycloak.storage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The name of something of ours among Keycloak's revoked tokens, whose column has no room for the plain text. */
public final class RevocationEntry {

    private static final int LENGTH = 36;

    private RevocationEntry() {}

    /** @param parts the feature, the realm's id, and what tells it from others of the feature */
    public static String of(String... parts) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join(":", parts).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(digest)
                    .substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
