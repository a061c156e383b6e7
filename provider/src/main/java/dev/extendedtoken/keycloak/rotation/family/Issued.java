package dev.extendedtoken.keycloak.rotation.family;

/**
 * What is stored of the two tokens of a response, to repeat it. Times in seconds since 1970.
 *
 * @param issuedAt {@code iat} of the refresh token
 * @param expiresAt {@code exp} of the refresh token; 0 if it has none
 * @param accessTokenId {@code jti} of the access token
 * @param accessTokenExpiresAt {@code exp} of the access token; 0 if it has none
 */
public record Issued(long issuedAt, long expiresAt, String accessTokenId, long accessTokenExpiresAt) {}
