package dev.extendedtoken.keycloak.rotation.token;

import dev.extendedtoken.keycloak.rotation.family.FamilyDetails.AccessTokenExpiry;
import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;

/**
 * The tokens of a response that Keycloak is about to encode, and their ids, claims and expiries as those of a generation.
 *
 * @param refresh null for none
 */
public record FamilyTokens(RefreshToken refresh, AccessToken access) {

    /** The first response of a family. */
    public Issued first(KeycloakSession session, Generation generation, Optional<RotationPolicy> policy) {
        FamilyClaims.write(refresh, generation);
        policy.ifPresent(limits -> endBy(limits.endsAt(refresh.getIat())));
        access.id(withContext(session, generation.accessTokenId()));
        return issued();
    }

    /** The response to the first use of the predecessor. */
    public Issued successor(KeycloakSession session, Generation generation, RotationPolicy policy, long familyStart) {
        FamilyClaims.write(refresh, generation);
        endBy(policy.endsAt(familyStart));
        access.id(withContext(session, generation.accessTokenId()));
        return issued();
    }

    /** The same refresh token again. */
    public void sameRefreshToken(Generation generation, Issued latest) {
        FamilyClaims.write(refresh, generation);
        refresh.iat(latest.issuedAt());
        refresh.exp(latest.expiresAt() == 0 ? null : latest.expiresAt());
    }

    /**
     * Gives the new access token the id of the earlier one. It expires no later than the earlier one, because a revocation
     * of that id lasts only until then.
     *
     * @return false if the earlier access token has expired
     */
    public boolean sameAccessToken(Issued latest, long now) {
        if (latest.accessTokenExpiresAt() <= now) {
            return false;
        }
        sharedAccessToken(new AccessTokenExpiry(latest.accessTokenId(), latest.accessTokenExpiresAt()));
        return true;
    }

    /** A further access token of a generation, with an id of its own. */
    public void anotherAccessToken(KeycloakSession session, Generation generation) {
        access.id(withContext(session, generation.accessTokenId(FamilyClaims.orZero(access.getIat()))));
    }

    /** An access token with the id of another one of its generation; it expires no later than that one. */
    public void sharedAccessToken(AccessTokenExpiry other) {
        access.id(other.id());
        access.exp(Math.min(accessTokenExpiresAt(), other.expiresAt()));
    }

    public long accessTokenExpiresAt() {
        return FamilyClaims.orZero(access.getExp());
    }

    /**
     * The thumbprint of the DPoP key (RFC 9449) or certificate (RFC 8705) that the tokens are bound to; empty text for
     * none. For a confidential client, only the access token is bound.
     */
    public String binding() {
        return Stream.of(Optional.ofNullable(refresh), Optional.of(access))
                .flatMap(Optional::stream)
                .map(AccessToken::getConfirmation)
                .filter(Objects::nonNull)
                .map(FamilyTokens::binding)
                .distinct()
                .collect(Collectors.joining("+"));
    }

    /**
     * Whether a refresh token is bound to a key or certificate whose proof Keycloak has checked. It checks that of a
     * certificate only as long as the client has the option.
     */
    public static boolean isBound(RefreshToken token, ClientModel client) {
        Optional<AccessToken.Confirmation> confirmation = Optional.ofNullable(token.getConfirmation());
        boolean certificateChecked = Boolean.parseBoolean(client.getAttribute(OIDCConfigAttributes.USE_MTLS_HOK_TOKEN));
        return confirmation.map(AccessToken.Confirmation::getKeyThumbprint).isPresent()
                || certificateChecked
                        && confirmation
                                .map(AccessToken.Confirmation::getCertThumbprint)
                                .isPresent();
    }

    private static String binding(AccessToken.Confirmation confirmation) {
        return Stream.of(confirmation.getKeyThumbprint(), confirmation.getCertThumbprint())
                .filter(Objects::nonNull)
                .collect(Collectors.joining("+"));
    }

    /** Keycloak's ids of access tokens begin with the kind of session, token and grant; the raw id follows. */
    private String withContext(KeycloakSession session, String rawId) {
        TokenContextEncoderProvider encoder = session.getProvider(TokenContextEncoderProvider.class);
        AccessTokenContext context = encoder.getTokenContextFromTokenId(access.getId());
        return encoder.encodeTokenId(new AccessTokenContext(
                context.getSessionType(), context.getTokenType(), context.getGrantType(), rawId));
    }

    private void endBy(long second) {
        long expiresAt = FamilyClaims.orZero(refresh.getExp());
        if (second > 0 && (expiresAt == 0 || second < expiresAt)) {
            refresh.exp(second);
        }
    }

    private Issued issued() {
        return new Issued(
                refresh.getIat(), FamilyClaims.orZero(refresh.getExp()), access.getId(), accessTokenExpiresAt());
    }
}
