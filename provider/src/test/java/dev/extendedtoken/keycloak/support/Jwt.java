package dev.extendedtoken.keycloak.support;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A JSON Web Token on its way to be signed. */
public final class Jwt {

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();

    private Jwt() {}

    /** Issued now, with an id of its own. */
    public static Jwt fresh() {
        return new Jwt()
                .claim("jti", UUID.randomUUID().toString())
                .claim("iat", Instant.now().getEpochSecond());
    }

    /** RFC 7523: one minute in which {@code issuer} speaks for {@code subject} to {@code audience}. */
    public static Jwt assertion(String issuer, String subject, String audience) {
        return fresh().claim("iss", issuer)
                .claim("sub", subject)
                .claim("aud", audience)
                .claim("exp", Instant.now().plusSeconds(60).getEpochSecond());
    }

    /** A DPoP proof (RFC 9449 section 4.2), still to be signed with the key. */
    public static Jwt proof(String method, URI uri, SigningKey key) {
        return fresh().header("typ", "dpop+jwt")
                .header("jwk", key.jwk())
                .claim("htm", method)
                .claim("htu", uri.toString());
    }

    public Jwt claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    public Jwt header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    /** ES256. */
    public String signedBy(SigningKey key) {
        header.put("alg", SigningKey.ALGORITHM);
        String content = content();
        return content + "." + SigningKey.encode(key.sign(content));
    }

    /** HS256. */
    public String signedWith(String secret) {
        header.put("alg", "HS256");
        String content = content();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return content + "." + SigningKey.encode(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String content() {
        return part(header) + "." + part(claims);
    }

    private static String part(Map<String, Object> json) {
        return SigningKey.encode(Http.toJson(json).getBytes(StandardCharsets.UTF_8));
    }
}
