package dev.extendedtoken.keycloak.apikey;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.clientpolicy.HeaderOption;
import java.util.Set;

/** The configuration of the executor {@code api-key-enforcer}: the option {@code header}. */
public final class ApiKeyEnforcerConfiguration extends ExecutorConfiguration {

    /** The header if the option is not set. */
    public static final String DEFAULT_HEADER = "x-api-key";

    private final String header;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ApiKeyEnforcerConfiguration(JsonNode json) {
        super(ApiKeyEnforcerFactory.ID, json, Set.of(HeaderOption.NAME));
        this.header = requestHeader(DEFAULT_HEADER);
    }

    /** The header that carries the key; the default if the configured one is not valid. */
    public String header() {
        return header;
    }
}
