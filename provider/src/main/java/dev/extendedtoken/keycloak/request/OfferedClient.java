package dev.extendedtoken.keycloak.request;

import java.util.Optional;
import org.keycloak.common.VerificationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oid4vc.issuance.credentialoffer.CredentialOfferState;
import org.keycloak.protocol.oid4vc.issuance.credentialoffer.CredentialOfferStorage;
import org.keycloak.protocol.oid4vc.issuance.credentialoffer.preauth.PreAuthCodeHandler;
import org.keycloak.protocol.oid4vc.model.PreAuthCodeCtx;

/** The client of a pre-authorized code (OpenID for Verifiable Credential Issuance 1.0). The code stays valid. */
record OfferedClient(KeycloakSession session) {

    /** The client's id; empty if this is no code of the realm, or the server does not know such codes. */
    Optional<String> find(String code) {
        return Optional.ofNullable(session.getProvider(PreAuthCodeHandler.class))
                .flatMap(handler -> read(handler, code))
                .flatMap(this::offer)
                .map(CredentialOfferState::getTargetClientId);
    }

    private Optional<CredentialOfferState> offer(PreAuthCodeCtx code) {
        return Optional.ofNullable(
                session.getProvider(CredentialOfferStorage.class).getOfferStateById(code.getCredentialsOfferId()));
    }

    private static Optional<PreAuthCodeCtx> read(PreAuthCodeHandler handler, String code) {
        try {
            return Optional.of(handler.verifyPreAuthCode(code));
        } catch (VerificationException e) {
            return Optional.empty();
        }
    }
}
