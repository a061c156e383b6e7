package dev.extendedtoken.keycloak.apikey;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.clientpolicy.HeaderOption;
import java.util.Optional;
import java.util.Set;

/** The configuration of the executor {@code api-key-enforcer}: the option {@code header}. */
public final class ApiKeyEnforcerConfiguration extends ExecutorConfiguration {

    /** The header if the option is not set. */
    public static final String DEFAULT_HEADER = "x-api-key";

    private final Optional<String> header;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ApiKeyEnforcerConfiguration(JsonNode json) {
        super(ApiKeyEnforcerFactory.ID, json, Set.of(HeaderOption.NAME));
        this.header = HeaderOption.read(json, DEFAULT_HEADER);
        if (header.isEmpty()) {
            misconfiguration(HeaderOption.NAME, HeaderOption.wanted(DEFAULT_HEADER));
        }
    }

    /** The header that carries the key; empty if the configured name cannot be used. */
    public Optional<String> header() {
        return header;
    }

    @Override
    public Set<String> requestHeaders() {
        return header.map(Set::of).orElse(Set.of());
    }
}
