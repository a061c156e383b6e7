package dev.extendedtoken.keycloak.responseformat.model;

import java.util.Optional;

/**
 * The members of an error response (RFC 6749 section 5.2).
 *
 * @param error the error code, or the reason phrase of the status if the server has sent none
 */
public record OAuthError(String error, Optional<String> description) {

    static final String UNAUTHORIZED_CLIENT = "unauthorized_client";
    public static final String INVALID_CLIENT = "invalid_client";

    /** Whether the error is {@code unauthorized_client}, which Keycloak also uses for failed client authentication. */
    public boolean isUnauthorizedClient() {
        return UNAUTHORIZED_CLIENT.equals(error);
    }
}
