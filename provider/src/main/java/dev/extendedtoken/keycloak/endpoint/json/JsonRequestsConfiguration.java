package dev.extendedtoken.keycloak.endpoint.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import java.util.Set;

/** The executor {@code json-requests} has no options: a client may send JSON, or it may not. */
public final class JsonRequestsConfiguration extends ExecutorConfiguration {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JsonRequestsConfiguration(JsonNode json) {
        super(JsonRequestsExecutorFactory.ID, json, Set.of());
    }
}
