package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.ErrorResponse;

/**
 * The configuration of one executor of the extension. One with a {@link #misconfiguration} is refused when it is saved;
 * where it is stored all the same, by an older version for example, its feature fails closed.
 *
 * <p>A subclass has one constructor that takes any JSON, marked as Jackson's delegating creator.
 */
public abstract class ExecutorConfiguration extends ClientPolicyExecutorConfigurationRepresentation {

    /** The values, for the constructor of the subclass. */
    protected final ExecutorOptions options;

    private final String executor;
    private Set<String> requestHeaders = Set.of();

    /**
     * @param executor the executor's id, for messages
     * @param json as the realm holds it
     * @param names of the executor's options
     */
    protected ExecutorConfiguration(String executor, JsonNode json, Set<String> names) {
        this.executor = executor;
        this.options = new ExecutorOptions(json, names);
    }

    /** The executor's id. */
    final String executor() {
        return executor;
    }

    /** The request headers that this executor reads and Keycloak does not. */
    public final Set<String> requestHeaders() {
        return requestHeaders;
    }

    /**
     * Reads the option {@code header}, whose value becomes one of the {@link #requestHeaders}.
     *
     * @param defaultName if the option is absent or null, and if its value is not valid
     */
    protected final String requestHeader(String defaultName) {
        Optional<String> name = options.header(defaultName);
        requestHeaders = name.map(Set::of).orElse(Set.of());
        return name.orElse(defaultName);
    }

    /**
     * For how many seconds after its expiry this executor accepts an access token.
     *
     * @param issuedTo the {@code client_id} of the client that the token was issued to
     * @return empty if it accepts no token of that client; 0 if it accepts the token until it expires
     */
    public OptionalInt expiryTolerance(String issuedTo) {
        return OptionalInt.empty();
    }

    /** Why this configuration is not valid, in words for an administrator that name the option; empty if it is valid. */
    public final Optional<String> misconfiguration() {
        List<String> errors = options.errors();
        return errors.isEmpty() ? Optional.empty() : Optional.of(executor + ": " + String.join("; ", errors));
    }

    /**
     * Called by Keycloak when a profile is saved.
     *
     * @throws org.keycloak.services.ErrorResponseException 400 with the {@link #misconfiguration}; the result
     *     {@code false} would be answered with a message that names neither the executor nor the option
     */
    @Override
    public final boolean validateConfig() {
        misconfiguration().ifPresent(text -> {
            throw ErrorResponse.error(text, Response.Status.BAD_REQUEST);
        });
        return true;
    }
}
