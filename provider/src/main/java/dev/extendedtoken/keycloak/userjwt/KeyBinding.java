package dev.extendedtoken.keycloak.userjwt;

import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.MtlsHoKTokenUtil;
import org.keycloak.util.TokenUtil;

/**
 * Checks whether a request proves possession of the key that a token is bound to (RFC 7800 {@code cnf}): by DPoP, by its
 * TLS certificate, or by both. A token without a binding needs no proof.
 *
 * @param request the Keycloak session of the request
 * @param proof the check of the DPoP proof
 */
record KeyBinding(KeycloakSession request, ProofOfPossession proof) {

    /** @param check the Keycloak session in which the token is checked */
    boolean isProven(KeycloakSession check, AccessToken token, String encoded) {
        AccessToken.Confirmation binding = token.getConfirmation();
        if (binding == null) {
            return !TokenUtil.TOKEN_TYPE_DPOP.equals(token.getType());
        }
        boolean byKey = binding.getKeyThumbprint() != null;
        boolean byCertificate = binding.getCertThumbprint() != null;
        return (byKey || byCertificate)
                && (!byKey || proof.isProven(check, token, encoded))
                && (!byCertificate || hasCertificate(check, token));
    }

    private boolean hasCertificate(KeycloakSession check, AccessToken token) {
        return MtlsHoKTokenUtil.verifyTokenBindingWithClientCertificate(
                token, request.getContext().getHttpRequest(), check);
    }
}
