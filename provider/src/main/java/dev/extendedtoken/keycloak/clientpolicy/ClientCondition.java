package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.services.clientpolicy.condition.AnyClientConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientAccessTypeConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientAttributesConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientProtocolConditionFactory;
import org.keycloak.services.clientpolicy.condition.ClientRolesConditionFactory;

/** Keycloak's conditions that depend on the client alone, so that they mean the same at every endpoint. */
enum ClientCondition {
    ANY(AnyClientConditionFactory.PROVIDER_ID),
    ROLES(ClientRolesConditionFactory.PROVIDER_ID),
    ATTRIBUTES(ClientAttributesConditionFactory.PROVIDER_ID),
    ACCESS_TYPE(ClientAccessTypeConditionFactory.PROVIDER_ID),
    PROTOCOL(ClientProtocolConditionFactory.PROVIDER_ID);

    private final String id;

    ClientCondition(String id) {
        this.id = id;
    }

    /** The id of the condition's provider. */
    String id() {
        return id;
    }

    /** @return empty for the id of another condition, and for null */
    static Optional<ClientCondition> find(String id) {
        return Stream.of(values()).filter(condition -> condition.id.equals(id)).findAny();
    }
}
