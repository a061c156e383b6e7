package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.userjwt.model.BrowserStepPolicy;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException.Reason;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.Config;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;

/**
 * The browser step {@code user-jwt}: signs in the user of the user JWT in a header of the authorization request. Without the
 * header, or if the user JWT is not accepted, the flow continues with its other steps.
 */
final class UserJwtAuthenticator implements Authenticator {

    /** Excludes Keycloak's built-in clients and the extension's console, which give access to administration. */
    private static final BrowserStepPolicy POLICY =
            new BrowserStepPolicy(Stream.concat(Constants.defaultClients.stream(), Stream.of("api-key-console"))
                    .collect(Collectors.toSet()));

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (!UserJwtLogin.isStepEnabled(context.getSession())) {
            context.attempted();
            return;
        }
        Optional<UserJwtPolicy> policy = UserJwtStepConfiguration.read(context);
        if (policy.isEmpty() || new UserJwtSignIn(context).isExcludedByRequest()) {
            context.attempted();
            return;
        }
        UserJwtVerifier verifier =
                new UserJwtVerifier(context.getSession(), new AuthorizationRequestProof(), Set.of(SessionType.ONLINE));
        if (!verifier.isSent(policy.get().header())) {
            context.attempted();
            return;
        }
        try {
            new UserJwtSignIn(context).signIn(verifier.verify(atTheClient(context, policy.get())));
        } catch (UserJwtException e) {
            context.getEvent().clone().detail(Details.REASON, e.getMessage()).error(Errors.INVALID_TOKEN);
            context.attempted();
        }
    }

    /** The policy of the step, restricted by the policies of the client of the login. */
    private static UserJwtPolicy atTheClient(AuthenticationFlowContext context, UserJwtPolicy step)
            throws UserJwtException {
        ClientModel client = context.getAuthenticationSession().getClient();
        boolean isAdminRealm = context.getRealm().getName().equals(Config.getAdminRealm());
        List<UserJwtConfiguration> policies = context.getSession()
                .getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, UserJwtConfiguration.class)
                .granted();
        if (isAdminRealm || policies.isEmpty()) {
            throw new UserJwtException(Reason.NO_POLICY);
        }
        List<String> issuedTo = POLICY.issuedTo(
                client.getClientId(),
                policies.stream()
                        .map(configuration -> configuration.policy().issuedTo())
                        .toList(),
                step.issuedTo());
        if (issuedTo.isEmpty()) {
            throw new UserJwtException(Reason.NO_POLICY);
        }
        return new UserJwtPolicy(step.header(), issuedTo, step.maxExpired());
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        context.attempted();
    }

    @Override
    public boolean requiresUser() {
        return false;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {}

    @Override
    public void close() {}
}
