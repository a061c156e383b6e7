package dev.extendedtoken.keycloak.userjwt.model;

import java.util.List;

/**
 * Which user JWTs are taken.
 *
 * @param header the request header that carries it
 * @param issuedTo the ids of the clients that it may have been issued to
 * @param maxExpired seconds by which it may have expired
 */
public record UserJwtPolicy(String header, List<String> issuedTo, int maxExpired) {

    public static final String HEADER = "header";
    public static final String ISSUED_TO = "issued-to";
    public static final String MAX_EXPIRED_SECONDS = "max-expired-seconds";

    public static final String DEFAULT_HEADER = "x-user-jwt";

    /** The same for a request that makes something new of it. */
    public UserJwtPolicy notExpired() {
        return new UserJwtPolicy(header, issuedTo, 0);
    }
}
