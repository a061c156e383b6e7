package dev.extendedtoken.keycloak;

import dev.extendedtoken.keycloak.support.Http;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A client's key, with which it signs assertions (RFC 7523) and DPoP proofs (RFC 9449). */
final class ProofKey {

    private static final int COORDINATE_BYTES = 32;

    private final KeyPair pair;

    private ProofKey(KeyPair pair) {
        this.pair = pair;
    }

    static ProofKey create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new ProofKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> publicJwk() {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return Map.of(
                "kty",
                "EC",
                "crv",
                "P-256",
                "x",
                coordinate(key.getW().getAffineX()),
                "y",
                coordinate(key.getW().getAffineY()));
    }

    /** The key as a client registers it. */
    Map<String, ?> publicJwks() {
        Map<String, String> key = new HashMap<>(publicJwk());
        key.putAll(Map.of("kid", "client-key", "use", "sig", "alg", "ES256"));
        return Map.of("keys", List.of(key));
    }

    String assertion(String client, String audience) {
        long now = Instant.now().getEpochSecond();
        return sign(
                Map.of("alg", "ES256", "kid", "client-key"),
                Map.of(
                        "iss", client,
                        "sub", client,
                        "aud", audience,
                        "jti", UUID.randomUUID().toString(),
                        "iat", now,
                        "exp", now + 60));
    }

    String dpopProof(String method, String uri) {
        return sign(
                Map.of("alg", "ES256", "typ", "dpop+jwt", "jwk", publicJwk()),
                Map.of(
                        "htm",
                        method,
                        "htu",
                        uri,
                        "jti",
                        UUID.randomUUID().toString(),
                        "iat",
                        Instant.now().getEpochSecond()));
    }

    private String sign(Map<String, ?> header, Map<String, ?> claims) {
        try {
            String signed = part(header) + "." + part(claims);
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(Map<String, ?> content) {
        return base64(Http.toJson(content).getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 7518 section 6.2.1.2: always the full length, without the sign byte that BigInteger may put in front. */
    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
        return base64(padded);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
