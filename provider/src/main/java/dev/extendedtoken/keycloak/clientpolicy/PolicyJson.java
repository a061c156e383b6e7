package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.util.JsonSerialization;

/**
 * The JSON of client profiles and client policies, read with types of the extension. The accessors of Keycloak's
 * representations changed their types in 26.8; the JSON did not.
 *
 * <p>The members and their types are those of Keycloak's representations, and so is the mapper: what Keycloak cannot
 * read, an unknown member for example, cannot be read here either. Of a member that stands there twice the last one
 * counts. That is why these are no records: Jackson refuses the second value of a record's component.
 */
final class PolicyJson {

    private PolicyJson() {}

    /** @param json the realm's attribute; null if the realm has none */
    static List<Profile> profiles(String json) throws IOException {
        return json == null ? List.of() : present(read(json, Profiles.class).profiles);
    }

    /** @param json the realm's attribute; null if the realm has none */
    static List<Policy> policies(String json) throws IOException {
        return json == null ? List.of() : present(read(json, Policies.class).policies);
    }

    /** @param representations Keycloak's, of which nothing is used but what Jackson writes */
    static List<Profile> profilesOf(List<?> representations) throws IOException {
        return convert(representations, Profile.class);
    }

    /** @param representations Keycloak's, of which nothing is used but what Jackson writes */
    static List<Policy> policiesOf(List<?> representations) throws IOException {
        return convert(representations, Policy.class);
    }

    private static <T> T read(String json, Class<T> type) throws IOException {
        T read = JsonSerialization.readValue(json, type);
        if (read == null) {
            throw new IOException("null instead of an object");
        }
        return read;
    }

    private static <T> List<T> convert(List<?> representations, Class<T> type) throws IOException {
        return present(JsonSerialization.mapper
                .readerForListOf(type)
                .readValue(JsonSerialization.mapper.<JsonNode>valueToTree(representations)));
    }

    private static <T> List<T> present(List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    /** Keycloak's {@code ClientProfilesRepresentation}. */
    static final class Profiles {

        @JsonProperty("profiles")
        private List<Profile> profiles;

        @JsonProperty("globalProfiles")
        private List<Profile> globalProfiles;
    }

    /** Keycloak's {@code ClientPoliciesRepresentation}. */
    static final class Policies {

        @JsonProperty("policies")
        private List<Policy> policies;

        @JsonProperty("globalPolicies")
        private List<Policy> globalPolicies;
    }

    /** Keycloak's {@code ClientProfileRepresentation}. */
    static final class Profile {

        @JsonProperty("name")
        private String name;

        @JsonProperty("description")
        private String description;

        @JsonProperty("executors")
        private List<Executor> executors;

        String name() {
            return name;
        }

        List<Executor> executors() {
            return present(executors);
        }
    }

    /** Keycloak's {@code ClientPolicyExecutorRepresentation}. */
    static final class Executor {

        @JsonProperty("executor")
        private String id;

        @JsonProperty("configuration")
        private JsonNode configuration;

        /** Null if it has none. */
        String id() {
            return id;
        }

        JsonNode configuration() {
            return configuration;
        }
    }

    /** Keycloak's {@code ClientPolicyRepresentation}. */
    static final class Policy {

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
            return present(conditions);
        }

        Stream<String> profiles() {
            return present(profiles).stream();
        }
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

        JsonNode configuration() {
            return configuration;
        }
    }
}
