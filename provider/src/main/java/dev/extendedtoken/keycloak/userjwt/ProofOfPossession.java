package dev.extendedtoken.keycloak.userjwt;

import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/** How a request proves that it has the DPoP key which a token is bound to (RFC 9449). */
interface Possession {

    /**
     * @param session of the check
     * @param encoded the token as it was sent
     */
    boolean isProven(KeycloakSession session, AccessToken token, String encoded);
}
