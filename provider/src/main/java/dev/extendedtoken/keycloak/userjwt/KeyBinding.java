package dev.extendedtoken.keycloak.userjwt;

import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.MtlsHoKTokenUtil;
import org.keycloak.util.TokenUtil;

/**
 * Whether a request may use a token that is bound to a key (RFC 7800 {@code cnf}): by DPoP, by its TLS certificate, or
 * by both. A token that is bound to nothing anybody may use who has it.
 *
 * @param request the session of the request, as its client has sent it
 */
record KeyBinding(KeycloakSession request, Possession possession) {

    /** @param check the session in which the token is checked */
    boolean isProven(KeycloakSession check, AccessToken token, String encoded) {
        AccessToken.Confirmation binding = token.getConfirmation();
        if (binding == null) {
            return !TokenUtil.TOKEN_TYPE_DPOP.equals(token.getType());
        }
        boolean byKey = binding.getKeyThumbprint() != null;
        boolean byCertificate = binding.getCertThumbprint() != null;
        return (byKey || byCertificate)
                && (!byKey || possession.isProven(check, token, encoded))
                && (!byCertificate || hasCertificate(check, token));
    }

    private boolean hasCertificate(KeycloakSession check, AccessToken token) {
        return MtlsHoKTokenUtil.verifyTokenBindingWithClientCertificate(
                token, request.getContext().getHttpRequest(), check);
    }
}
