package dev.extendedtoken.keycloak.userjwt.model;

/**
 * A user's access token that has passed all checks.
 *
 * @param userId the id of its user
 * @param issuedTo the {@code clientId} of the client that it was issued to
 * @param authTime when the user signed in, in seconds since 1970
 * @param source the login that it comes from
 */
public record UserJwt(String userId, String issuedTo, int authTime, UserJwtSource source) {}
