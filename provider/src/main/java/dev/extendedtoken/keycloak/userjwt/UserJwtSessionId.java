package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.common.util.Base64Url;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.crypto.MacSignatureSignerContext;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * The id of the user session for a source and a client: an HMAC with a key of the realm, so that no client can compute it.
 */
public final class UserJwtSessionId {

    /** Prefix of these ids. The random ids of Keycloak's sessions do not have it. */
    static final String PREFIX = "user-jwt-";

    /** Characters of the column in Keycloak's tables. */
    private static final int LENGTH = 36;

    private static final String PURPOSE = "extended-token user-jwt session";

    private UserJwtSessionId() {}

    /** The ids by the active key of the realm and by its former keys, in this order. */
    static List<String> candidates(KeycloakSession session, UserJwtSource source, ClientModel client) {
        KeyWrapper active = session.keys().getActiveKey(client.getRealm(), KeyUse.SIG, Algorithm.HS512);
        Stream<KeyWrapper> all = session.keys().getKeysStream(client.getRealm(), KeyUse.SIG, Algorithm.HS512);
        return Stream.concat(Stream.of(active), all)
                .map(key -> compute(key, source, client.getId()))
                .distinct()
                .toList();
    }

    /**
     * @param key a key for HS512
     * @param client the UUID of the client that the user signs in at
     */
    public static String compute(KeyWrapper key, UserJwtSource source, String client) {
        byte[] name = String.join(" ", PURPOSE, source.note(), client).getBytes(StandardCharsets.UTF_8);
        return (PREFIX + Base64Url.encode(new MacSignatureSignerContext(key).sign(name))).substring(0, LENGTH);
    }
}
