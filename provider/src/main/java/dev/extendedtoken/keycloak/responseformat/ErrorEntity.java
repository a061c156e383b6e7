package dev.extendedtoken.keycloak.responseformat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.responseformat.model.OAuthError;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Map;
import java.util.Optional;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.util.JsonSerialization;

/** Reads the error from the entity of a response. Keycloak uses several types of entities, or none. */
final class ErrorEntity {

    private ErrorEntity() {}

    static OAuthError read(ContainerResponseContext response) {
        String status = response.getStatusInfo().getReasonPhrase();
        Object entity = response.getEntity();
        if (entity instanceof OAuth2ErrorRepresentation error) {
            return new OAuthError(
                    Optional.ofNullable(error.getError()).orElse(status),
                    Optional.ofNullable(error.getErrorDescription()));
        }
        if (entity instanceof Map<?, ?> || entity instanceof JsonNode) {
            JsonNode json = JsonSerialization.mapper.valueToTree(entity);
            return new OAuthError(
                    json.path("error").asText(status),
                    Optional.ofNullable(json.path("error_description").textValue()));
        }
        return new OAuthError(status, Optional.empty());
    }
}
