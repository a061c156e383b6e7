package dev.extendedtoken.keycloak.rotation.family;

/**
 * The first token of a family. Times in seconds since 1970.
 *
 * @param adopted whether it was issued without a family, while its client did not rotate; then it does not name the family
 * @param issuedAt its {@code iat}
 * @param expiresAt its {@code exp}; 0 if it has none
 */
public record Origin(boolean adopted, long issuedAt, long expiresAt) {}
