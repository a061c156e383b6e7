package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.tokenrequest.model.GrantedScopes;
import jakarta.ws.rs.BadRequestException;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.organization.protocol.mappers.oidc.OrganizationScope;

/**
 * Compares scopes of organizations by {@link OrganizationScope}, as Keycloak's {@code AbstractRefreshTokenProvider} does:
 * {@code organization:acme} is part of {@code organization:*}.
 *
 * @param user the user of the grant; without a user no scope is part of another
 */
record OrganizationScopes(KeycloakSession session, Optional<UserModel> user) implements GrantedScopes.Parts {

    @Override
    public Optional<String> part(String granted, String requested) {
        OrganizationScope scope =
                Profile.isFeatureEnabled(Profile.Feature.ORGANIZATION) ? organizations(granted) : null;
        return scope == null
                ? Optional.empty()
                : user.flatMap(member -> resolved(scope, granted, requested)
                        .filter(name -> name.equals(granted) || isAvailable(name, member)));
    }

    private Optional<String> resolved(OrganizationScope scope, String granted, String requested) {
        try {
            return Optional.ofNullable(scope.resolveName(session, Set.of(requested), granted));
        } catch (BadRequestException ambiguous) {
            return Optional.empty();
        }
    }

    /** Whether a token could have the scope: the user must be a member of the organization. */
    private boolean isAvailable(String name, UserModel member) {
        OrganizationScope scope = organizations(name);
        return scope != null && scope.toClientScope(name, member, session) != null;
    }

    private OrganizationScope organizations(String scope) {
        return OrganizationScope.valueOfScope(session, scope);
    }
}
