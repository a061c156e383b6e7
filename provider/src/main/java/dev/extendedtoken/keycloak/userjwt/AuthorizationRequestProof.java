package dev.extendedtoken.keycloak.userjwt;

import org.keycloak.common.Profile;
import org.keycloak.common.VerificationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.DPoPUtil;

/** The proof at the authorization endpoint: a DPoP proof for the user JWT, as for a resource (RFC 9449 section 7). */
final class AuthorizationRequestProof implements ProofOfPossession {

    @Override
    public boolean isProven(KeycloakSession session, AccessToken token, String encoded) {
        if (!Profile.isFeatureEnabled(Profile.Feature.DPOP)) {
            return false;
        }
        try {
            DPoPUtil.validateBinding(
                    token,
                    new DPoPUtil.Validator(session)
                            .request(session.getContext().getHttpRequest())
                            .uriInfo(session.getContext().getUri())
                            .accessToken(encoded)
                            .validate());
            return true;
        } catch (VerificationException e) {
            return false;
        }
    }
}
