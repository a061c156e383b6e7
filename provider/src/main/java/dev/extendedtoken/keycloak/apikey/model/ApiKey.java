package dev.extendedtoken.keycloak.apikey.model;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An API key, the secret that a client sends. A generated key is {@code kck_}, 256 random bits and a checksum in base62;
 * secret scanners find it by {@code kck_[0-9A-Za-z]{49}}. An imported key may have another form. Only the {@link #hash} is
 * stored, and {@link #toString} does not contain the key.
 */
public final class ApiKey {

    /** The prefix of generated keys. */
    public static final String PREFIX = "kck_";

    /** Minimum length of an imported key in characters. */
    public static final int SHORTEST = 32;

    /** Maximum length of an imported key in characters. */
    public static final int LONGEST = 512;

    private static final int RANDOM_BYTES = 32;
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;

    private final String text;

    private ApiKey(String text) {
        this.text = text;
    }

    /** @param random 32 bytes of a secure random generator */
    public static ApiKey generate(byte[] random) {
        if (random.length != RANDOM_BYTES) {
            throw new IllegalArgumentException("A key needs " + RANDOM_BYTES + " random bytes");
        }
        String body = PREFIX + Base62.encode(new BigInteger(1, random), RANDOM_DIGITS);
        return new ApiKey(body + checksum(body));
    }

    /** A key of any form: 32 to 512 visible ASCII characters; empty for any other text. */
    public static Optional<ApiKey> parse(String text) {
        boolean possible = text.length() >= SHORTEST && text.length() <= LONGEST && isVisible(text);
        return possible ? Optional.of(new ApiKey(text)) : Optional.empty();
    }

    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** The key in plain text, for the response that issues it. */
    public String reveal() {
        return text;
    }

    public KeyHash hash() {
        return KeyHash.forKey(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether it has the form and the checksum of a generated key. Then its {@link KeyHash#id} may be logged. */
    public boolean isGenerated() {
        int bodyLength = PREFIX.length() + RANDOM_DIGITS;
        return text.startsWith(PREFIX)
                && text.length() == bodyLength + CHECKSUM_DIGITS
                && Base62.isNumber(text.substring(PREFIX.length()))
                && text.substring(bodyLength).equals(checksum(text.substring(0, bodyLength)));
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return Base62.encode(BigInteger.valueOf(crc.getValue()), CHECKSUM_DIGITS);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKey key && hash().matches(key.hash());
    }

    @Override
    public int hashCode() {
        return Objects.hash(hash().id());
    }

    @Override
    public String toString() {
        return "ApiKey[" + hash().id() + "]";
    }
}
