package dev.extendedtoken.keycloak.userjwt;

import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/** How a request proves possession of the DPoP key that a user JWT is bound to (RFC 9449). */
interface ProofOfPossession {

    /**
     * @param session the Keycloak session in which the token is checked
     * @param encoded the token as the client has sent it
     */
    boolean isProven(KeycloakSession session, AccessToken token, String encoded);
}
