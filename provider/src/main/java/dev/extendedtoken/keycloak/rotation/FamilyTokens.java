package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;

/** The tokens of an answer that Keycloak is about to encode, made those of a generation. */
record FamilyTokens(RefreshToken refresh, AccessToken access) {

    /** The first answer of a family, or of a login. */
    Issued first(Generation generation, Optional<RotationPolicy> policy) {
        FamilyClaims.write(refresh, generation);
        policy.ifPresent(of -> endBy(of.lastSecond(refresh.getIat())));
        return issued();
    }

    /** The answer to the first use of the predecessor. */
    Issued successor(KeycloakSession session, Generation generation, RotationPolicy policy, long familyStart) {
        FamilyClaims.write(refresh, generation);
        endBy(policy.lastSecond(familyStart));
        access.id(accessTokenId(session, generation));
        return issued();
    }

    /** The same refresh token again. */
    void sameRefreshToken(Generation generation, Issued latest) {
        FamilyClaims.write(refresh, generation);
        refresh.iat(latest.issuedAt());
        refresh.exp(latest.expiresAt() == 0 ? null : latest.expiresAt());
    }

    /**
     * An access token as fresh as Keycloak has made it, under the id of the first. It lives no longer than that one,
     * because who revokes one of them revokes the id for as long as that one lives. Where the first is no more, there
     * is none left to share an id with.
     *
     * @return whether the first one was there to share its id
     */
    boolean sameAccessToken(Issued latest, long now) {
        if (latest.accessTokenExpiresAt() <= now) {
            return false;
        }
        access.id(latest.accessTokenId());
        access.exp(Math.min(FamilyClaims.orZero(access.getExp()), latest.accessTokenExpiresAt()));
        return true;
    }

    /** Keycloak's ids of access tokens begin with where the token comes from; what follows is the token's own. */
    private String accessTokenId(KeycloakSession session, Generation generation) {
        TokenContextEncoderProvider encoder = session.getProvider(TokenContextEncoderProvider.class);
        AccessTokenContext context = encoder.getTokenContextFromTokenId(access.getId());
        return encoder.encodeTokenId(new AccessTokenContext(
                context.getSessionType(), context.getTokenType(), context.getGrantType(), generation.tokenId()));
    }

    private void endBy(long lastSecond) {
        long expiresAt = FamilyClaims.orZero(refresh.getExp());
        if (lastSecond > 0 && (expiresAt == 0 || lastSecond < expiresAt)) {
            refresh.exp(lastSecond);
        }
    }

    private Issued issued() {
        return new Issued(
                refresh.getIat(),
                FamilyClaims.orZero(refresh.getExp()),
                access.getId(),
                FamilyClaims.orZero(access.getExp()));
    }
}
