package dev.extendedtoken.keycloak.outofband;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import java.util.Set;

/** The configuration of the executor {@code out-of-band}. It has no options. */
public final class OutOfBandConfiguration extends ExecutorConfiguration {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public OutOfBandConfiguration(JsonNode json) {
        super(OutOfBandExecutorFactory.ID, json, Set.of());
    }
}
