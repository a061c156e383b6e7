package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.ErrorResponse;

/**
 * What one executor of ours was configured to do, read from any JSON that a realm may hold. A configuration with a
 * {@link #misconfiguration} is refused when it is saved; one that is found stored all the same (an edited database, an older
 * version) makes its feature fail closed.
 *
 * <p>A subclass has one constructor that takes the JSON as it stands, marked as Jackson's delegating creator.
 */
public abstract class ExecutorConfiguration extends ClientPolicyExecutorConfigurationRepresentation {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private final String executor;
    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();
    private Set<String> requestHeaders = Set.of();

    /**
     * @param executor the executor's id, for messages
     * @param json what the realm holds; must be an object
     * @param options the names that this executor knows
     */
    protected ExecutorConfiguration(String executor, JsonNode json, Set<String> options) {
        this.executor = executor;
        this.json = json;
        if (json == null || !json.isObject()) {
            problems.add("the configuration must be a JSON object");
            return;
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!options.contains(name)) {
                problems.add(unknown(name, options));
            }
        });
    }

    /** The executor's id. */
    final String executor() {
        return executor;
    }

    private static String unknown(String name, Set<String> options) {
        return "unknown option '" + name + "', "
                + (options.isEmpty() ? "it has no options" : "the options are " + String.join(", ", options));
    }

    /** The request headers that this executor reads and Keycloak does not. */
    public final Set<String> requestHeaders() {
        return requestHeaders;
    }

    /**
     * The option {@code header}: the name of a request header that this executor reads.
     *
     * @param standard its value where the option is absent or null, and where it has a {@link #misconfiguration()}
     */
    protected final String header(String standard) {
        Optional<String> name = HeaderOption.read(json, standard);
        if (name.isEmpty()) {
            misconfiguration(HeaderOption.NAME, HeaderOption.wanted(standard));
        }
        requestHeaders = name.map(Set::of).orElse(Set.of());
        return name.orElse(standard);
    }

    /**
     * For how many seconds after its expiry clients of this executor may act by an access token.
     *
     * @param issuedTo the id of the client that the token was issued to
     * @return empty if they take none of that client's; 0 if they take it until it expires
     */
    public OptionalInt expiryTolerance(String issuedTo) {
        return OptionalInt.empty();
    }

    /** Notes that an option has a value that cannot be used. */
    protected final void misconfiguration(String option, String what) {
        problems.add("'" + option + "' " + what);
    }

    /**
     * A whole number, from 0 to {@code max}; the Admin Console stores numbers as text.
     *
     * @param standard its value where the option is absent, null or empty, and where it has a {@link #misconfiguration()}
     */
    protected final int number(String option, int standard, int max) {
        Optional<String> written = text(option);
        if (written.isEmpty()) {
            return standard;
        }
        if (DIGITS.matcher(written.get()).matches()) {
            long number = Long.parseLong(written.get());
            if (number <= max) {
                return (int) number;
            }
        }
        misconfiguration(option, "must be a whole number from 0 to " + max);
        return standard;
    }

    /** Whether an option is switched on; the Admin Console stores switches as JSON or as text. Off where it is absent. */
    protected final boolean flag(String option) {
        String written = text(option).orElse("false");
        if (!written.equals("true") && !written.equals("false")) {
            misconfiguration(option, "must be true or false");
        }
        return written.equals("true");
    }

    /** The texts of an option that takes several: a JSON array, or one text. None of them is empty. */
    protected final List<String> texts(String option) {
        JsonNode value = json == null ? null : json.get(option);
        if (value == null
                || value.isNull()
                || value.isTextual() && value.textValue().isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
            if (!one.isTextual() || one.textValue().isBlank()) {
                misconfiguration(option, "must be a list of texts, none of them empty");
                return List.of();
            }
            texts.add(one.textValue());
        }
        return List.copyOf(texts);
    }

    /** What an option is set to, as text; empty where it is absent, null or empty. */
    protected final Optional<String> text(String option) {
        JsonNode value = json == null ? null : json.get(option);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            return Optional.of(value.toString());
        }
        return Optional.of(value.asText()).filter(text -> !text.isEmpty());
    }

    /** Why this configuration cannot be used, in words for an administrator that name the option; empty if it can. */
    public final Optional<String> misconfiguration() {
        return problems.isEmpty() ? Optional.empty() : Optional.of(executor + ": " + String.join("; ", problems));
    }

    /**
     * Called by Keycloak when a profile is saved.
     *
     * @throws org.keycloak.services.ErrorResponseException 400 with the {@link #misconfiguration}; the plain {@code false} that
     *     Keycloak offers would name neither the executor nor the option
     */
    @Override
    public final boolean validateConfig() {
        misconfiguration().ifPresent(text -> {
            throw ErrorResponse.error(text, Response.Status.BAD_REQUEST);
        });
        return true;
    }
}
