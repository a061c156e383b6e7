package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.apikey.console.model.ConsoleClient;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.ScopeContainerModel;
import org.keycloak.protocol.oidc.utils.RedirectUtils;

/** Reads what the bounds of the key console ask of its client. */
record ConsoleClientReader(KeycloakSession session, RealmModel realm) {

    /** Attributes of clients that enable a grant: {@code OIDCConfigAttributes} and its relatives. */
    private static final Map<String, String> GRANTS = Map.of(
            "oauth2.device.authorization.grant.enabled", "device authorization",
            "oidc.ciba.grant.enabled", "CIBA",
            "standard.token.exchange.enabled", "token exchange",
            "oauth2.jwt.authorization.grant.enabled", "JWT authorization");

    private static final String PKCE = "pkce.code.challenge.method";
    private static final String LIFESPAN = "access.token.lifespan";
    private static final String REFRESH_TOKENS = "use.refresh.tokens";

    ConsoleClient read(ClientModel client) {
        return new ConsoleClient(
                client.isEnabled(),
                client.getProtocol(),
                client.isPublicClient() && !client.isBearerOnly(),
                client.isStandardFlowEnabled(),
                otherGrants(client),
                client.getAttribute(PKCE),
                client.isFullScopeAllowed(),
                roles(client),
                RedirectUtils.resolveValidRedirects(session, client.getRootUrl(), client.getRedirectUris()),
                client.getWebOrigins(),
                lifespan(client),
                !"false".equals(client.getAttribute(REFRESH_TOKENS)),
                client.getRegistrationToken() != null);
    }

    private static Set<String> otherGrants(ClientModel client) {
        Stream<String> flows = Stream.of(
                        Optional.of("implicit").filter(name -> client.isImplicitFlowEnabled()),
                        Optional.of("direct access").filter(name -> client.isDirectAccessGrantsEnabled()),
                        Optional.of("service account").filter(name -> client.isServiceAccountsEnabled()))
                .flatMap(Optional::stream);
        Stream<String> grants = GRANTS.entrySet().stream()
                .filter(grant -> Boolean.parseBoolean(client.getAttribute(grant.getKey())))
                .map(Map.Entry::getValue);
        return Stream.concat(flows, grants).collect(Collectors.toSet());
    }

    /**
     * All roles that are in the scope of the client for Keycloak. One level of composites is enough: each role that the
     * bound allows must be in the scope itself.
     */
    private Set<String> roles(ClientModel client) {
        Stream<ScopeContainerModel> scopes = Stream.concat(
                Stream.of(client),
                Stream.of(true, false).flatMap(byDefault -> client.getClientScopes(byDefault).values().stream()));
        String management =
                RealmManagement.client(realm).map(ClientModel::getId).orElse(null);
        return Stream.concat(scopes.flatMap(ScopeContainerModel::getScopeMappingsStream), client.getRolesStream())
                .flatMap(role -> Stream.concat(Stream.of(role), role.getCompositesStream()))
                .map(role -> name(role, management))
                .collect(Collectors.toSet());
    }

    private static String name(RoleModel role, String management) {
        boolean administers = role.isClientRole() && role.getContainerId().equals(management);
        return administers ? role.getName() : role.getContainerId() + "/" + role.getName();
    }

    /** For Keycloak, -1 is as long as the session of the user. */
    private int lifespan(ClientModel client) {
        String own = client.getAttribute(LIFESPAN);
        try {
            int seconds = own == null || own.isBlank() ? realm.getAccessTokenLifespan() : Integer.parseInt(own.strip());
            return seconds > 0 ? seconds : Integer.MAX_VALUE;
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }
}
