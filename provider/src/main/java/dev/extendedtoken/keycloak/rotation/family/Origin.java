package dev.extendedtoken.keycloak.rotation.family;

/**
 * A family's first token. Times in seconds since 1970.
 *
 * @param adopted whether it was issued without a family, before its client rotated; nothing in it says so
 * @param issuedAt its {@code iat}
 * @param expiresAt its {@code exp}; 0 if it has none
 */
public record Origin(boolean adopted, long issuedAt, long expiresAt) {}
