package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.HeaderOption;
import dev.extendedtoken.keycloak.userjwt.model.StepClients;
import dev.extendedtoken.keycloak.userjwt.model.UserJwt;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException.Reason;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * Signs in the user of an access token that the authorization request carries in a header. Without the header, or with
 * one that is not good, the flow goes on as if this step were not there.
 */
final class UserJwtAuthenticator implements Authenticator {

    private static final Logger LOG = Logger.getLogger(UserJwtAuthenticator.class);

    /** Keycloak's own clients, and the console of this extension: whoever is signed in there administers something. */
    private static final StepClients CLIENTS =
            new StepClients(Stream.concat(Constants.defaultClients.stream(), Stream.of("api-key-console"))
                    .collect(Collectors.toSet()));

    /** How Keycloak joins several texts in the configuration of a step. */
    private static final String SEPARATOR = Constants.CFG_DELIMITER;

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (!UserJwtLogin.isPossible(context.getSession())) {
            context.attempted();
            return;
        }
        Optional<UserJwtPolicy> policy = policy(context);
        if (policy.isEmpty() || asksForMore(context)) {
            context.attempted();
            return;
        }
        UserJwtVerifier verifier =
                new UserJwtVerifier(context.getSession(), new ProofForUserJwt(), Set.of(SessionType.ONLINE));
        if (!verifier.isSent(policy.get().header())) {
            context.attempted();
            return;
        }
        try {
            signIn(context, verifier.verify(atTheClient(context, policy.get())));
        } catch (UserJwtException e) {
            context.getEvent().clone().detail(Details.REASON, e.getMessage()).error(Errors.INVALID_TOKEN);
            context.attempted();
        }
    }

    /** What the step takes where it is, by the policies of the client that wants the login. */
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
        List<String> issuedTo = CLIENTS.issuedTo(
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

    private static void signIn(AuthenticationFlowContext context, UserJwt jwt) throws UserJwtException {
        AuthenticationSessionModel login = context.getAuthenticationSession();
        UserModel user = context.getSession().users().getUserById(context.getRealm(), jwt.userId());
        if (user == null) {
            throw new UserJwtException(Reason.INVALID);
        }
        if (UserJwtSessions.isOne(jwt.source().userSession())) {
            throw new UserJwtException(Reason.RESTRICTED);
        }
        if (isTooLongAgo(context, jwt)) {
            throw new UserJwtException(Reason.TOO_OLD);
        }
        if (wantsOfflineSession(context, user)) {
            throw new UserJwtException(Reason.OFFLINE_ACCESS);
        }
        // The user has not signed in again now, and has proven nothing.
        new AcrStore(context.getSession(), login).setLevelAuthenticatedToCurrentRequest(Constants.MINIMUM_LOA);
        UserJwtLogin.begin(login, context.getEvent(), jwt);
        context.setUser(user);
        context.success();
    }

    /** Whether the request wants the person, or more than what a password is worth. */
    private static boolean asksForMore(AuthenticationFlowContext context) {
        AuthenticationSessionModel login = context.getAuthenticationSession();
        String prompt = login.getClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        AcrStore levels = new AcrStore(context.getSession(), login);
        return TokenUtil.hasPrompt(prompt, OIDCLoginProtocol.PROMPT_VALUE_LOGIN)
                || TokenUtil.hasPrompt(prompt, OIDCLoginProtocol.PROMPT_VALUE_SELECT_ACCOUNT)
                || login.getClientNote(Constants.KC_ACTION) != null
                || levels.getRequestedLevelOfAuthentication(context.getTopLevelFlow()) > Constants.MINIMUM_LOA;
    }

    /** An offline session outlives its source; also where the client has the scope by default. */
    private static boolean wantsOfflineSession(AuthenticationFlowContext context, UserModel user) {
        AuthenticationSessionModel login = context.getAuthenticationSession();
        return TokenManager.getRequestedClientScopes(
                        context.getSession(), login.getClientNote(OAuth2Constants.SCOPE), login.getClient(), user)
                .anyMatch(scope -> OAuth2Constants.OFFLINE_ACCESS.equals(scope.getName()));
    }

    /**
     * By the {@code max_age} of the request (OpenID Connect Core), or by the realm's limit for sessions: nobody gets from
     * one session to the next for ever.
     */
    private static boolean isTooLongAgo(AuthenticationFlowContext context, UserJwt jwt) {
        String maxAge = context.getAuthenticationSession().getClientNote(OIDCLoginProtocol.MAX_AGE_PARAM);
        long age = Time.currentTimeSeconds() - jwt.authTime();
        return age > context.getRealm().getSsoSessionMaxLifespan() || maxAge != null && age >= Integer.parseInt(maxAge);
    }

    private static Optional<UserJwtPolicy> policy(AuthenticationFlowContext context) {
        AuthenticatorConfigModel model = context.getAuthenticatorConfig();
        Map<String, String> config = model == null || model.getConfig() == null ? Map.of() : model.getConfig();
        String header = Optional.ofNullable(config.get(UserJwtPolicy.HEADER))
                .filter(name -> !name.isBlank())
                .orElse(UserJwtPolicy.DEFAULT_HEADER);
        List<String> issuedTo = Arrays.stream(
                        config.getOrDefault(UserJwtPolicy.ISSUED_TO, "").split(SEPARATOR))
                .map(String::trim)
                .filter(client -> !client.isEmpty())
                .toList();
        Optional<Integer> maxExpired = seconds(config.get(UserJwtPolicy.MAX_EXPIRED_SECONDS));
        if (!HeaderOption.isUsable(header) || issuedTo.isEmpty() || maxExpired.isEmpty()) {
            LOG.warnf(
                    "The step '%s' of a browser flow in realm '%s' has a configuration that cannot be used, so it signs"
                            + " nobody in. Correct it in the Admin Console under Authentication: %s, %s, %s",
                    UserJwtAuthenticatorFactory.ID,
                    context.getRealm().getName(),
                    UserJwtPolicy.HEADER,
                    UserJwtPolicy.ISSUED_TO,
                    UserJwtPolicy.MAX_EXPIRED_SECONDS);
            return Optional.empty();
        }
        return Optional.of(new UserJwtPolicy(header, issuedTo, maxExpired.get()).notExpired());
    }

    private static Optional<Integer> seconds(String configured) {
        if (configured == null || configured.isBlank()) {
            return Optional.of(0);
        }
        return Optional.of(configured.trim())
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .filter(seconds -> seconds <= AccessTokenRevocations.MAX_EXPIRY_TOLERANCE);
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
