package dev.extendedtoken.keycloak.apikey.model;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The secret itself, as a client sends it. Ours are {@code kck_}, 256 random bits and a checksum in base62, which
 * secret scanners find by {@code kck_[0-9A-Za-z]{49}}; a key that was brought along may look otherwise. Nothing but
 * its {@link #hash} is ever stored, and {@link #toString} does not tell it.
 */
public final class ApiKey {

    /** What every key of ours begins with. */
    public static final String PREFIX = "kck_";

    /** The least that a key brought along may have, in characters. */
    public static final int SHORTEST = 32;

    /** The most that a key brought along may have, in characters. */
    public static final int LONGEST = 512;

    private static final int RANDOM_BITS = 256;
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;

    private final String text;

    private ApiKey(String text) {
        this.text = text;
    }

    /** A new key. */
    public static ApiKey generate(SecureRandom random) {
        return of(new BigInteger(RANDOM_BITS, random));
    }

    /** The key of our form with these bits. */
    static ApiKey of(BigInteger bits) {
        String body = PREFIX + Base62.encode(bits, RANDOM_DIGITS);
        return new ApiKey(body + checksum(body));
    }

    /** A key from elsewhere: 32 to 512 visible ASCII characters; empty if the text is anything else. */
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

    /** The key for whoever has to be told it, once. */
    public String reveal() {
        return text;
    }

    /** What is stored of it. */
    public KeyHash hash() {
        return KeyHash.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether it has our form and its checksum: then it is random, and its {@link KeyHash#id} may be written down. */
    public boolean isOurs() {
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
