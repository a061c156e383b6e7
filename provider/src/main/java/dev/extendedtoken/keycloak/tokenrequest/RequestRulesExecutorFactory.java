package dev.extendedtoken.keycloak.tokenrequest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;
import dev.extendedtoken.keycloak.tokenrequest.model.RequestRules;
import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** The client-policy executor {@code token-request-rules}: rules for the token requests of the policy's clients. */
public final class RequestRulesExecutorFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "token-request-rules";

    public RequestRulesExecutorFactory() {
        super(ID, RequestRulesConfiguration.class);
    }

    @Override
    protected ExecutorConfiguration read(JsonNode json) {
        return new RequestRulesConfiguration(json);
    }

    @Override
    public String getHelpText() {
        return "Refuses token requests of the policy's clients that break one of these rules, before a code or a refresh"
                + " token is used up. Every rule is off unless it is set.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        ProviderConfigurationBuilder options = ProviderConfigurationBuilder.create();
        list(
                options,
                RequestRules.REQUIRED_PARAMETERS,
                "Required parameters",
                "Names of parameters that every token request needs, whatever its grant type.");
        list(
                options,
                RequestRules.ALLOWED_REDIRECT_URIS,
                "Allowed redirect URIs",
                "The only values that redirect_uri may have at the token endpoint, exactly as written.");
        flag(
                options,
                RequestRules.STRICT_PARAMETERS,
                "Strict parameters",
                "Refuses code, code_verifier, redirect_uri and refresh_token where the grant type, or the authorization"
                        + " request of the code, has no use for them.");
        flag(
                options,
                RequestRules.REQUIRE_OPENID_SCOPE,
                "Require openid scope",
                "A scope that is sent with a code or a refresh token must contain openid.");
        flag(
                options,
                RequestRules.STRICT_SCOPE_SUBSET,
                "Strict scope subset",
                "A scope that is sent with a code or a refresh token and was not granted is refused, not dropped.");
        flag(
                options,
                RequestRules.NARROW_SCOPE,
                "Narrow scope at code exchange",
                "A scope that is sent with a code makes what is granted smaller, for good.");
        flag(
                options,
                RequestRules.REJECT_SCOPE,
                "Reject scope on client credentials",
                "Refuses a scope in requests with grant_type client_credentials.");
        options.property()
                .name(RequestRules.MAX_CODE_VERIFIER_LENGTH)
                .label("Max code verifier length")
                .helpText("Characters, from " + RequestRulesConfiguration.MIN_CODE_VERIFIER_LENGTH + " to "
                        + RequestRulesConfiguration.MAX_CODE_VERIFIER_LENGTH
                        + ". RFC 7636 has 128; more only for clients that cannot be changed, and with S256.")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(Integer.toString(RequestRules.STANDARD_CODE_VERIFIER_LENGTH))
                .add();
        return options.build();
    }

    private static void list(ProviderConfigurationBuilder options, String name, String label, String help) {
        options.property()
                .name(name)
                .label(label)
                .helpText(help)
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
                .add();
    }

    private static void flag(ProviderConfigurationBuilder options, String name, String label, String help) {
        options.property()
                .name(name)
                .label(label)
                .helpText(help)
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add();
    }
}
