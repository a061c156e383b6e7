package dev.extendedtoken.keycloak.userjwt;

import org.keycloak.common.Profile;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JWKSUtils;

/**
 * The proof at the token endpoint: the DPoP proof that the client sends for the requested tokens. Only its key is compared
 * here. Keycloak checks signature, age and replay of the proof afterwards, before the grant runs, and would reject a second
 * check as a replay.
 */
final class TokenRequestProof implements ProofOfPossession {

    private static final String HEADER = "DPoP";

    @Override
    public boolean isProven(KeycloakSession session, AccessToken token, String encoded) {
        String proof = session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HEADER);
        if (proof == null || !Profile.isFeatureEnabled(Profile.Feature.DPOP)) {
            return false;
        }
        try {
            String thumbprint =
                    JWKSUtils.computeThumbprint(new JWSInput(proof).getHeader().getKey());
            return token.getConfirmation().getKeyThumbprint().equals(thumbprint);
        } catch (JWSInputException | RuntimeException e) {
            // Not a JWT, without a key, or with a key of an unknown type.
            return false;
        }
    }
}
