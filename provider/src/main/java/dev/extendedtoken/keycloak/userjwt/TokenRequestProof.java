package dev.extendedtoken.keycloak.userjwt;

import org.keycloak.common.Profile;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JWKSUtils;

/**
 * At the token endpoint: by the proof that the request carries for the tokens that it asks for. Whose key it has is read
 * here; Keycloak checks its signature, age and use right after, before the grant runs, and would not take it twice.
 */
final class ProofForTokens implements Possession {

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
            // No JWT, no key in it, or one of a kind that cannot be.
            return false;
        }
    }
}
