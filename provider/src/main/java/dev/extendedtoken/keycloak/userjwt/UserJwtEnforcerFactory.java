package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;
import dev.extendedtoken.keycloak.clientpolicy.OptionForm;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;

/** The client-policy executor {@code user-jwt-enforcer}: token requests of the policy's clients need a user JWT. */
public final class UserJwtEnforcerFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "user-jwt-enforcer";

    public UserJwtEnforcerFactory() {
        super(
                ID,
                UserJwtConfiguration.class,
                UserJwtConfiguration::new,
                "Token requests of the policy's clients must also carry an access token of the very user of the grant, in"
                        + " a header. Only grant_type authorization_code and refresh_token are left to them.");
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return form().text(
                        UserJwtPolicy.MAX_EXPIRED_SECONDS,
                        "Max expired (seconds; 0: not at all)",
                        "Seconds by which the user's access token may have expired, from 0 to "
                                + AccessTokenRevocations.MAX_EXPIRY_TOLERANCE
                                + ", on refresh only. Its session must be live all the same. 0: it must not have expired.",
                        0)
                .build();
    }

    /** The options in the Admin Console that the browser step has, too. */
    static OptionForm form() {
        return new OptionForm()
                .text(
                        UserJwtPolicy.HEADER,
                        "Header",
                        "The name of the request header that carries the user's access token. Not one that HTTP or"
                                + " Keycloak uses already.",
                        UserJwtPolicy.DEFAULT_HEADER)
                .requiredTexts(
                        UserJwtPolicy.ISSUED_TO,
                        "Issued to",
                        "The client ids of the clients whose users' access tokens are taken; at least one.");
    }
}
