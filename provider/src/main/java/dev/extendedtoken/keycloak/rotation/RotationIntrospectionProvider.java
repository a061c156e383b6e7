package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.derived.Ancestors;
import dev.extendedtoken.keycloak.rotation.family.Decision;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyRules;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.rotation.family.Presented;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.policy.NotBefore;
import dev.extendedtoken.keycloak.rotation.policy.Rotation;
import dev.extendedtoken.keycloak.rotation.store.Database;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.token.FamilyClaims;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;

/** Introspection (RFC 7662) of refresh tokens: of a family, only the live token is active. */
final class RotationIntrospectionProvider extends RefreshTokenIntrospectionProvider {

    RotationIntrospectionProvider(KeycloakSession session) {
        super(session);
    }

    @Override
    protected boolean verifyTokenReuse() {
        if (!super.verifyTokenReuse()) {
            return false;
        }
        if (new DatabaseTransaction(session).read(this::isLive)) {
            return true;
        }
        eventBuilder.detail(Details.REASON, "The refresh token is superseded, or its family has ended");
        eventBuilder.error(Errors.INVALID_TOKEN);
        return false;
    }

    private boolean isLive() {
        Database database = RotatingRefreshTokenFactory.installed(session).database();
        if (new Ancestors(session, database, Time.currentTimeMillis())
                .ended(token)
                .isPresent()) {
            return false;
        }
        AuthenticatedClientSessionModel clientSession =
                userSession.getAuthenticatedClientSessionByClient(client.getId());
        Presented presented = FamilyClaims.read(token);
        Optional<Family> family = clientSession == null
                ? Optional.empty()
                : new FamilyNotes(clientSession, Optional.empty())
                        .find(presented.generation().family());
        if (family.isEmpty() && !presented.claimed()) {
            return true;
        }
        RotationPolicy policy = Rotation.forClient(session, client).policy().orElse(RotationPolicy.DEFAULT);
        long notBefore = NotBefore.latest(session, client, user);
        Decision decision = new FamilyRules(policy, notBefore, Time.currentTimeMillis())
                .decide(family, FirstUses.NONE, presented, false);
        return decision instanceof Decision.Rotate;
    }
}
