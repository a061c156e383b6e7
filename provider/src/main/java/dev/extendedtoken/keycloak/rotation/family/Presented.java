package dev.extendedtoken.keycloak.rotation.family;

/**
 * A presented refresh token; its signature, client, expiry and key binding are verified. Times in seconds since 1970.
 *
 * @param claimed whether the token names its family; if not, it was issued while its client did not rotate
 * @param issuedAt its {@code iat}
 * @param expiresAt its {@code exp}; 0 if it has none
 */
public record Presented(Generation generation, boolean claimed, long issuedAt, long expiresAt) {}
