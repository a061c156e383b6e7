package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** Keycloak's {@code ClientProfileRepresentation}. */
final class ProfileJson {

    @JsonProperty("name")
    private String name;

    @JsonProperty("description")
    private String description;

    @JsonProperty("executors")
    private List<Executor> executors;

    /** @param json the realm's attribute; null if the realm has none */
    static List<ProfileJson> read(String json) throws IOException {
        return PolicyDocument.read(json, Document.class, document -> document.profiles);
    }

    static List<ProfileJson> convert(List<?> representations) throws IOException {
        return PolicyDocument.convert(representations, ProfileJson.class);
    }

    String name() {
        return name;
    }

    List<Executor> executors() {
        return PolicyDocument.present(executors);
    }

    /** Keycloak's {@code ClientProfilesRepresentation}. */
    static final class Document {

        @JsonProperty("profiles")
        private List<ProfileJson> profiles;

        @JsonProperty("globalProfiles")
        private List<ProfileJson> globalProfiles;
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

        /** Null if it has none. */
        JsonNode configuration() {
            return configuration;
        }
    }
}
