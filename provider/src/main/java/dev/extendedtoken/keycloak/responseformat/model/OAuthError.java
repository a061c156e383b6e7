package dev.extendedtoken.keycloak.responseformat.model;

import java.util.Optional;

/**
 * The members of an error answer (RFC 6749 section 5.2).
 *
 * @param error the code, or the name of the status where the server has none
 */
public record OAuthError(String error, Optional<String> description) {

    static final String UNAUTHORIZED_CLIENT = "unauthorized_client";
    public static final String INVALID_CLIENT = "invalid_client";

    /** Whether the server calls a failed authentication what RFC 6749 keeps for a grant that a client may not use. */
    public boolean isUnauthorizedClient() {
        return UNAUTHORIZED_CLIENT.equals(error);
    }
}
