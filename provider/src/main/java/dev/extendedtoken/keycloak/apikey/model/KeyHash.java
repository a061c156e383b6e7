package dev.extendedtoken.keycloak.apikey.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of an API key. The key is random, so salt and stretching would not make guessing harder. Computed with the
 * JDK alone, because packages named {@code model} do not depend on Keycloak.
 *
 * @param hex 64 lower-case hex digits
 */
public record KeyHash(String hex) {

    /** The form of a key's {@link #id}. */
    public static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    private static final int DIGITS = 64;
    private static final int ID_DIGITS = 16;

    public KeyHash {
        if (!isHash(hex)) {
            throw new IllegalArgumentException("A key's hash has 64 lower-case hex digits");
        }
    }

    static KeyHash forKey(byte[] key) {
        try {
            return new KeyHash(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Reads a hash that may have been written by hand. */
    static Optional<KeyHash> parse(String hex) {
        return hex != null && isHash(hex) ? Optional.of(new KeyHash(hex)) : Optional.empty();
    }

    private static boolean isHash(String text) {
        int digits = 0;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
            digits++;
        }
        return digits == DIGITS && text.length() == DIGITS;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }

    /** The first 16 digits. They identify the key in client attributes, lists, events and logs. */
    public String id() {
        return hex.substring(0, ID_DIGITS);
    }

    /** Compares in constant time, with the JDK's comparison. */
    public boolean matches(KeyHash other) {
        return MessageDigest.isEqual(
                hex.getBytes(StandardCharsets.US_ASCII), other.hex.getBytes(StandardCharsets.US_ASCII));
    }
}
