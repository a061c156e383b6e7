package dev.extendedtoken.keycloak.tokenrequest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.tokenrequest.model.RequestRules;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The configuration of the executor {@code token-request-rules}: {@link RequestRules}. No rule is set by default. */
public final class RequestRulesConfiguration extends ExecutorConfiguration {

    /** Characters; the minimum of RFC 7636 section 4.1. */
    static final int MIN_CODE_VERIFIER_LENGTH = 43;

    /** Characters; the longest verifiers that clients are known to send. */
    static final int MAX_CODE_VERIFIER_LENGTH = 256;

    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final RequestRules rules;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RequestRulesConfiguration(JsonNode json) {
        super(
                RequestRulesExecutorFactory.ID,
                json,
                Set.of(
                        RequestRules.ALLOWED_REDIRECT_URIS,
                        RequestRules.REQUIRED_PARAMETERS,
                        RequestRules.STRICT_PARAMETERS,
                        RequestRules.REQUIRE_OPENID_SCOPE,
                        RequestRules.STRICT_SCOPE_SUBSET,
                        RequestRules.NARROW_SCOPE,
                        RequestRules.REJECT_SCOPE,
                        RequestRules.MAX_CODE_VERIFIER_LENGTH));
        rules = new RequestRules(
                options.texts(RequestRules.ALLOWED_REDIRECT_URIS),
                requiredParameters(),
                options.flag(RequestRules.STRICT_PARAMETERS),
                options.flag(RequestRules.REQUIRE_OPENID_SCOPE),
                options.flag(RequestRules.STRICT_SCOPE_SUBSET),
                options.flag(RequestRules.NARROW_SCOPE),
                options.flag(RequestRules.REJECT_SCOPE),
                maxCodeVerifierLength());
    }

    /** The configured rules; not valid if there is a {@link #misconfiguration}. */
    RequestRules rules() {
        return rules;
    }

    private List<String> requiredParameters() {
        List<String> names = options.texts(RequestRules.REQUIRED_PARAMETERS);
        if (!names.stream().allMatch(name -> PARAMETER.matcher(name).matches())) {
            options.invalid(RequestRules.REQUIRED_PARAMETERS, "must be names of parameters, for example client_id");
        }
        return names;
    }

    private int maxCodeVerifierLength() {
        return options.number(
                RequestRules.MAX_CODE_VERIFIER_LENGTH,
                RequestRules.STANDARD_CODE_VERIFIER_LENGTH,
                MIN_CODE_VERIFIER_LENGTH,
                MAX_CODE_VERIFIER_LENGTH,
                "characters");
    }
}
