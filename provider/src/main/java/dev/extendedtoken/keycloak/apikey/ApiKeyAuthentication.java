package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import dev.extendedtoken.keycloak.clientpolicy.HeaderOption;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.authenticators.client.ClientAuthUtil;
import org.keycloak.events.Details;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.ClientModel;

/** One run of the client authenticator {@link ApiKeyClientAuthenticator}. */
record ApiKeyAuthentication(ClientAuthenticationFlowContext context) {

    private static final Logger LOG = Logger.getLogger(ApiKeyAuthentication.class);

    void run() {
        Optional<ClientModel> named = named().filter(ApiKeyClientAuthenticator::isAuthenticatorOf);
        if (named.isPresent()) {
            authenticate(named.get());
        } else if (context.getClient() != null && ApiKeyClientAuthenticator.isAuthenticatorOf(context.getClient())) {
            failUnchecked(KeyCounter.NO_CLIENT_ID);
        } else {
            context.attempted();
        }
    }

    /** The client of the form parameter {@code client_id}. */
    private Optional<ClientModel> named() {
        MediaType type = context.getHttpRequest().getHttpHeaders().getMediaType();
        if (type == null || !type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        context.getHttpRequest().getDecodedFormParameters().getFirst(OAuth2Constants.CLIENT_ID))
                .map(id -> context.getRealm().getClientByClientId(id));
    }

    private void authenticate(ClientModel client) {
        context.getEvent().client(client);
        context.setClient(client);
        if (!client.isEnabled()) {
            context.failure(AuthenticationFlowError.CLIENT_DISABLED, null);
            return;
        }
        String header = header();
        if (!HeaderOption.isUsable(header)) {
            LOG.warnf(
                    "The step '%s' of the client flow in realm '%s' has a header that cannot be used, so it refuses."
                            + " Correct it in the Admin Console under Authentication: %s",
                    ApiKeyClientAuthenticator.ID, context.getRealm().getName(), HeaderOption.NAME);
            failUnchecked(KeyCounter.POLICY_UNREADABLE);
            return;
        }
        KeyCheck check = new PresentedKey(context.getSession(), header).check(client);
        KeyDetails.from(check).forEach(context.getEvent()::detail);
        if (check.isAccepted()) {
            context.success();
        } else {
            fail(check.outcome().code());
        }
    }

    private String header() {
        AuthenticatorConfigModel config = context.getAuthenticatorConfig();
        String configured = config == null ? null : config.getConfig().get(HeaderOption.NAME);
        return configured == null || configured.isBlank() ? ApiKeyEnforcerConfiguration.DEFAULT_HEADER : configured;
    }

    /** Fails without a check of a key; a check is counted by {@link PresentedKey}. */
    private void failUnchecked(KeyCounter outcome) {
        outcome.count();
        fail(outcome.code());
    }

    private void fail(String reason) {
        context.getEvent().detail(Details.REASON, ApiKeyError.REASON_PREFIX + reason);
        context.failure(
                AuthenticationFlowError.INVALID_CLIENT_CREDENTIALS,
                ClientAuthUtil.errorResponse(
                        Response.Status.UNAUTHORIZED.getStatusCode(),
                        OAuthErrorException.INVALID_CLIENT,
                        ApiKeyError.DESCRIPTION));
    }
}
