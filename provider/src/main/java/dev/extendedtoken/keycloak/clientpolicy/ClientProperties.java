package dev.extendedtoken.keycloak.clientpolicy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;

/**
 * The properties of a client that {@link ClientCondition}s ask for. For the same policies, clients with equal properties
 * get the same votes. Each is empty if no condition asks for it.
 *
 * @param accessType whether the client is public, and whether it is bearer-only
 * @param protocol also empty if the client names none
 * @param roles the names of the client's own roles
 */
record ClientProperties(
        List<Boolean> accessType, Optional<String> protocol, Map<String, String> attributes, Set<String> roles) {

    /** @param conditions that the policies have */
    static ClientProperties read(ClientModel client, Set<ClientCondition> conditions) {
        return new ClientProperties(
                conditions.contains(ClientCondition.ACCESS_TYPE)
                        ? List.of(client.isPublicClient(), client.isBearerOnly())
                        : List.of(),
                conditions.contains(ClientCondition.PROTOCOL)
                        ? Optional.ofNullable(client.getProtocol())
                        : Optional.empty(),
                conditions.contains(ClientCondition.ATTRIBUTES) ? client.getAttributes() : Map.of(),
                conditions.contains(ClientCondition.ROLES) ? roles(client) : Set.of());
    }

    private static Set<String> roles(ClientModel client) {
        return client.getRolesStream().map(RoleModel::getName).collect(Collectors.toUnmodifiableSet());
    }
}
