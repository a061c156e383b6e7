package dev.extendedtoken.keycloak.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client assertion of {@code client_secret_jwt}, OpenID Connect Core section 9. */
public final class ClientSecretJwt {

    private ClientSecretJwt() {}

    /** A fresh one, good for a minute. */
    public static String of(String clientId, String secret, String audience) {
        long now = Instant.now().getEpochSecond();
        String unsigned = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
                + "."
                + encode(Http.toJson(Map.of(
                        "jti", UUID.randomUUID().toString(),
                        "iss", clientId,
                        "sub", clientId,
                        "aud", audience,
                        "iat", now,
                        "exp", now + 60)));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return unsigned + "." + encode(mac.doFinal(unsigned.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
