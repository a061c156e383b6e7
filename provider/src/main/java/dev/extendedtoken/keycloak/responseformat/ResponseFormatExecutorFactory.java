package dev.extendedtoken.keycloak.responseformat;

import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;
import dev.extendedtoken.keycloak.clientpolicy.OptionForm;
import dev.extendedtoken.keycloak.responseformat.model.TokenType;
import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;

/** The client-policy executor {@code token-response-format}: the format of responses to the policy's clients. */
public final class ResponseFormatExecutorFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "token-response-format";

    public ResponseFormatExecutorFactory() {
        super(
                ID,
                ResponseFormatConfiguration.class,
                ResponseFormatConfiguration::new,
                "How errors look that the policy's clients get from the token endpoint and from those for revocation,"
                        + " introspection, pushed authorization, device and CIBA authorization, whether answers have a request"
                        + " id, and how the token endpoint writes the token type Bearer.");
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return new OptionForm()
                .choice(
                        ResponseFormatConfiguration.ERROR_FORMAT,
                        "Error format",
                        "'oauth' is RFC 6749's. 'envelope' puts errors into a list, with the status and a message.",
                        List.of(ResponseFormatConfiguration.OAUTH, ResponseFormatConfiguration.ENVELOPE))
                .flag(
                        ResponseFormatConfiguration.INVALID_CLIENT,
                        "Invalid client",
                        "Failed client authentication is always invalid_client, also where Keycloak says"
                                + " unauthorized_client.")
                .flag(
                        ResponseFormatConfiguration.REQUEST_ID,
                        "Request id",
                        "Answers carry X-Request-Id, the caller's or a new one, and so do the events.")
                .optionalChoice(
                        ResponseFormatConfiguration.TOKEN_TYPE,
                        "Token type",
                        "How answers of the token endpoint write the token type Bearer: 'Bearer' or 'bearer'. If it is"
                                + " not set, as Keycloak does. Other token types, such as DPoP, stay.",
                        List.of(TokenType.BEARER.text(), TokenType.LOWER_CASE.text()))
                .build();
    }
}
