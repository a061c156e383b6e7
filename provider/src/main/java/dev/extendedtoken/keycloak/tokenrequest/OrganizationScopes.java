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
 * Scopes of organizations, as Keycloak's refresh compares them ({@code AbstractRefreshTokenProvider}): what
 * {@link OrganizationScope} makes of them, so that {@code organization:acme} is part of {@code organization:*}.
 *
 * @param user of the grant; without one, none is part of another
 */
record OrganizationScopes(KeycloakSession session, Optional<UserModel> user) implements GrantedScopes.Parts {

    @Override
    public Optional<String> part(String granted, String asked) {
        OrganizationScope scope =
                Profile.isFeatureEnabled(Profile.Feature.ORGANIZATION) ? organizations(granted) : null;
        return scope == null
                ? Optional.empty()
                : user.flatMap(member ->
                        resolved(scope, granted, asked).filter(name -> name.equals(granted) || isGiven(name, member)));
    }

    private Optional<String> resolved(OrganizationScope scope, String granted, String asked) {
        try {
            return Optional.ofNullable(scope.resolveName(session, Set.of(asked), granted));
        } catch (BadRequestException aChoiceThatNobodyIsThereToMake) {
            return Optional.empty();
        }
    }

    /** Whether a token would have it; of an organization that the user is no member of, it would not. */
    private boolean isGiven(String name, UserModel member) {
        OrganizationScope scope = organizations(name);
        return scope != null && scope.toClientScope(name, member, session) != null;
    }

    private OrganizationScope organizations(String scope) {
        return OrganizationScope.valueOfScope(session, scope);
    }
}
