package dev.extendedtoken.keycloak.apikey;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.apikey.model.KeyLifetime;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.clientpolicy.HeaderOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The configuration of the executor {@code api-key-enforcer}: the options {@code header} and {@code max-key-lifetime}. */
public final class ApiKeyEnforcerConfiguration extends ExecutorConfiguration {

    /** The header if the option is not set. */
    public static final String DEFAULT_HEADER = "x-api-key";

    /** Seconds; 0: no limit but ten years. */
    static final String MAX_KEY_LIFETIME = "max-key-lifetime";

    private final String header;
    private final int maxKeyLifetime;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ApiKeyEnforcerConfiguration(JsonNode json) {
        super(ApiKeyEnforcerFactory.ID, json, Set.of(HeaderOption.NAME, MAX_KEY_LIFETIME));
        this.header = requestHeader(DEFAULT_HEADER);
        this.maxKeyLifetime = options.seconds(MAX_KEY_LIFETIME, 0, Math.toIntExact(KeyLifetime.LIMIT.toSeconds()));
    }

    /** The header that carries the key; the default if the configured one is not valid. */
    public String header() {
        return header;
    }

    /** The longest lifetime of a key that is made, brought along or rotated; empty if there is no limit but ten years. */
    public Optional<Duration> maxKeyLifetime() {
        return maxKeyLifetime == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(maxKeyLifetime));
    }
}
