package dev.extendedtoken.keycloak.storage;

import java.nio.charset.StandardCharsets;
import org.keycloak.jose.jws.crypto.HashUtils;

/**
 * The id of an entry that the extension adds to Keycloak's revoked tokens. It is a digest, because the column has 36
 * characters and the plain text is longer.
 */
public final class RevocationEntry {

    private static final int LENGTH = 36;

    private RevocationEntry() {}

    /** @param parts the feature, the realm's id, and what distinguishes the entry from others of the feature */
    public static String id(String... parts) {
        return HashUtils.sha256UrlEncodedHash(String.join(":", parts), StandardCharsets.UTF_8)
                .substring(0, LENGTH);
    }
}
