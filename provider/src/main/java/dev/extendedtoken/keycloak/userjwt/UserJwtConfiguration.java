package dev.extendedtoken.keycloak.userjwt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import java.util.OptionalInt;
import java.util.Set;

/** The configuration of the executor {@code user-jwt-enforcer}: the options of {@link UserJwtPolicy}. */
public final class UserJwtConfiguration extends ExecutorConfiguration {

    private final UserJwtPolicy policy;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public UserJwtConfiguration(JsonNode json) {
        super(
                UserJwtEnforcerFactory.ID,
                json,
                Set.of(UserJwtPolicy.HEADER, UserJwtPolicy.ISSUED_TO, UserJwtPolicy.MAX_EXPIRED_SECONDS));
        policy = new UserJwtPolicy(
                requestHeader(UserJwtPolicy.DEFAULT_HEADER),
                options.requiredTexts(
                        UserJwtPolicy.ISSUED_TO, "must name at least one client by its client id, for example shop"),
                options.seconds(UserJwtPolicy.MAX_EXPIRED_SECONDS, 0, AccessTokenRevocations.MAX_EXPIRY_TOLERANCE));
    }

    /** The configured policy; not valid if there is a {@link #misconfiguration}. */
    UserJwtPolicy policy() {
        return policy;
    }

    /** The maximum for a misconfigured executor, which may be corrected before the token expires. */
    @Override
    public OptionalInt expiryTolerance(String issuedTo) {
        if (misconfiguration().isPresent()) {
            return OptionalInt.of(AccessTokenRevocations.MAX_EXPIRY_TOLERANCE);
        }
        return policy.issuedTo().contains(issuedTo) ? OptionalInt.of(policy.maxExpired()) : OptionalInt.empty();
    }
}
