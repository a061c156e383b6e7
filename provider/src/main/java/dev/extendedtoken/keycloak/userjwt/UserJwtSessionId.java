package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** The id of the user session that belongs to a source and a client. Only this realm can compute it. */
public final class UserJwtSessionId {

    /** Of these, and of no session of Keycloak's own: their ids are random. */
    static final String PREFIX = "user-jwt-";

    /** What Keycloak's tables have room for. */
    private static final int LENGTH = 36;

    private static final String PURPOSE = "extended-token user-jwt session";
    private static final String HMAC = "HmacSHA512";

    private UserJwtSessionId() {}

    /** By the realm's active key first, then by those that were active before. */
    static List<String> candidates(KeycloakSession session, UserJwtSource source, ClientModel client) {
        KeyWrapper active = session.keys().getActiveKey(client.getRealm(), KeyUse.SIG, Algorithm.HS512);
        Stream<KeyWrapper> all = session.keys().getKeysStream(client.getRealm(), KeyUse.SIG, Algorithm.HS512);
        return Stream.concat(Stream.of(active), all)
                .map(key -> of(key.getSecretKey(), source, client.getId()))
                .distinct()
                .toList();
    }

    /** @param client the UUID of the client that is signed in at */
    public static String of(SecretKey key, UserJwtSource source, String client) {
        String name = String.join(" ", PURPOSE, source.note(), client);
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] code = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return (PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(code)).substring(0, LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA512", e);
        }
    }
}
