package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.HeaderOption;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.Constants;

/** The configuration of the browser step {@code user-jwt}: the options of {@link UserJwtPolicy} as texts. */
final class UserJwtStepConfiguration {

    private static final Logger LOG = Logger.getLogger(UserJwtStepConfiguration.class);

    private UserJwtStepConfiguration() {}

    /** @return empty, after a warning in the log, if the configuration is not valid */
    static Optional<UserJwtPolicy> read(AuthenticationFlowContext context) {
        AuthenticatorConfigModel model = context.getAuthenticatorConfig();
        Optional<UserJwtPolicy> policy =
                parse(model == null || model.getConfig() == null ? Map.of() : model.getConfig());
        if (policy.isEmpty()) {
            LOG.warnf(
                    "The step '%s' of a browser flow in realm '%s' has a configuration that cannot be used, so it signs"
                            + " nobody in. Correct it in the Admin Console under Authentication: %s, %s",
                    UserJwtAuthenticatorFactory.ID,
                    context.getRealm().getName(),
                    UserJwtPolicy.HEADER,
                    UserJwtPolicy.ISSUED_TO);
        }
        return policy;
    }

    /**
     * A token that starts a session must not have expired. Earlier realm files have the option {@code max-expired-seconds},
     * which never had an effect here.
     */
    private static Optional<UserJwtPolicy> parse(Map<String, String> config) {
        String header = Optional.ofNullable(config.get(UserJwtPolicy.HEADER))
                .filter(name -> !name.isBlank())
                .orElse(UserJwtPolicy.DEFAULT_HEADER);
        List<String> issuedTo = Arrays.stream(
                        config.getOrDefault(UserJwtPolicy.ISSUED_TO, "").split(Constants.CFG_DELIMITER))
                .map(String::trim)
                .filter(client -> !client.isEmpty())
                .toList();
        return !HeaderOption.isUsable(header) || issuedTo.isEmpty()
                ? Optional.empty()
                : Optional.of(new UserJwtPolicy(header, issuedTo, 0));
    }
}
