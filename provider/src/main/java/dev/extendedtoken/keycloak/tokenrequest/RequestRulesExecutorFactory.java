package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;
import dev.extendedtoken.keycloak.clientpolicy.OptionForm;
import dev.extendedtoken.keycloak.tokenrequest.model.RequestRules;
import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;

/** The client-policy executor {@code token-request-rules}: rules for the token requests of the policy's clients. */
public final class RequestRulesExecutorFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "token-request-rules";

    public RequestRulesExecutorFactory() {
        super(
                ID,
                RequestRulesConfiguration.class,
                RequestRulesConfiguration::new,
                "Refuses token requests of the policy's clients that break one of these rules, before a code or a refresh"
                        + " token is used up. Every rule is off unless it is set.");
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return new OptionForm()
                .texts(
                        RequestRules.REQUIRED_PARAMETERS,
                        "Required parameters",
                        "Names of parameters that every token request needs, whatever its grant type. Empty: none.")
                .texts(
                        RequestRules.ALLOWED_REDIRECT_URIS,
                        "Allowed redirect URIs",
                        "The only values that redirect_uri may have at the token endpoint, exactly as written. Empty: any"
                                + " that Keycloak takes.")
                .flag(
                        RequestRules.STRICT_PARAMETERS,
                        "Strict parameters",
                        "Refuses code, code_verifier, redirect_uri and refresh_token where the grant type, or the authorization"
                                + " request of the code, has no use for them.")
                .flag(
                        RequestRules.REQUIRE_OPENID_SCOPE,
                        "Require openid scope",
                        "A scope that is sent with a code or a refresh token must contain openid.")
                .flag(
                        RequestRules.STRICT_SCOPE_SUBSET,
                        "Strict scope subset",
                        "A scope that is sent with a code or a refresh token and was not granted is refused, not dropped.")
                .flag(
                        RequestRules.NARROW_SCOPE,
                        "Narrow scope at code exchange",
                        "A scope that is sent with a code makes what is granted smaller, for good.")
                .flag(
                        RequestRules.REJECT_SCOPE,
                        "Reject scope on client credentials",
                        "Refuses a scope in requests with grant_type client_credentials.")
                .text(
                        RequestRules.MAX_CODE_VERIFIER_LENGTH,
                        "Max code verifier length (characters)",
                        "Characters, from " + RequestRulesConfiguration.MIN_CODE_VERIFIER_LENGTH + " to "
                                + RequestRulesConfiguration.MAX_CODE_VERIFIER_LENGTH
                                + ". RFC 7636 has 128; more only for clients that cannot be changed, and with S256.",
                        RequestRules.STANDARD_CODE_VERIFIER_LENGTH)
                .build();
    }
}
