package dev.extendedtoken.keycloak.responseformat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;
import dev.extendedtoken.keycloak.responseformat.model.TokenType;
import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** The client-policy executor {@code token-response-format}: the format of responses to the policy's clients. */
public final class ResponseFormatExecutorFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "token-response-format";

    public ResponseFormatExecutorFactory() {
        super(ID, ResponseFormatConfiguration.class);
    }

    @Override
    protected ExecutorConfiguration read(JsonNode json) {
        return new ResponseFormatConfiguration(json);
    }

    @Override
    public String getHelpText() {
        return "How errors look that the policy's clients get from the token endpoint and from those for revocation,"
                + " introspection, pushed authorization, device and CIBA authorization, whether answers have a request"
                + " id, and how the token endpoint writes the token type Bearer.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(ResponseFormatConfiguration.ERROR_FORMAT)
                .label("Error format")
                .helpText("'oauth' is RFC 6749's. 'envelope' puts errors into a list, with the status and a message.")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(ResponseFormatConfiguration.OAUTH, ResponseFormatConfiguration.ENVELOPE)
                .defaultValue(ResponseFormatConfiguration.OAUTH)
                .add()
                .property()
                .name(ResponseFormatConfiguration.INVALID_CLIENT)
                .label("Invalid client")
                .helpText("Failed client authentication is always invalid_client, also where Keycloak says"
                        + " unauthorized_client.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add()
                .property()
                .name(ResponseFormatConfiguration.REQUEST_ID)
                .label("Request id")
                .helpText("Answers carry X-Request-Id, the caller's or a new one, and so do the events.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add()
                .property()
                .name(ResponseFormatConfiguration.TOKEN_TYPE)
                .label("Token type")
                .helpText(
                        "How answers of the token endpoint write the token type Bearer: 'Bearer' or 'bearer'. If it is"
                                + " not set, as Keycloak does. Other token types, such as DPoP, stay.")
                .type(ProviderConfigProperty.LIST_TYPE)
                // The empty text comes first, because the Admin Console selects the first option if there is no
                // default.
                .options("", TokenType.BEARER.text(), TokenType.LOWER_CASE.text())
                .add()
                .build();
    }
}
