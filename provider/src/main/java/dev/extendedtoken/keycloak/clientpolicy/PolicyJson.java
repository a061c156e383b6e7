package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Keycloak's {@code ClientPolicyRepresentation}. */
final class PolicyJson {

    @JsonProperty("name")
    private String name;

    @JsonProperty("description")
    private String description;

    @JsonProperty("enabled")
    private Boolean enabled;

    @JsonProperty("mode")
    private String mode;

    @JsonProperty("conditions")
    private List<Condition> conditions;

    @JsonProperty("profiles")
    private List<String> profiles;

    /** @param json the realm's attribute; null if the realm has none */
    static List<PolicyJson> read(String json) throws IOException {
        return PolicyDocument.read(json, Document.class, document -> document.policies);
    }

    static List<PolicyJson> convert(List<?> representations) throws IOException {
        return PolicyDocument.convert(representations, PolicyJson.class);
    }

    String name() {
        return name;
    }

    /** Keycloak ignores a policy that has no name. */
    boolean isEnabled() {
        return name != null && Boolean.TRUE.equals(enabled);
    }

    String mode() {
        return mode;
    }

    List<Condition> conditions() {
        return PolicyDocument.present(conditions);
    }

    /** The names of its profiles. */
    Stream<String> profiles() {
        return PolicyDocument.present(profiles).stream();
    }

    /** Keycloak's {@code ClientPoliciesRepresentation}. */
    static final class Document {

        @JsonProperty("policies")
        private List<PolicyJson> policies;

        @JsonProperty("globalPolicies")
        private List<PolicyJson> globalPolicies;
    }

    /** Keycloak's {@code ClientPolicyConditionRepresentation}. */
    static final class Condition {

        @JsonProperty("condition")
        private String id;

        @JsonProperty("configuration")
        private JsonNode configuration;

        /** Null if it has none. */
        String id() {
            return id;
        }

        /** Null if it has none. */
        JsonNode configuration() {
            return configuration;
        }
    }
}
