package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.clientpolicy.HeaderOption;
import dev.extendedtoken.keycloak.clientpolicy.SelfUpdateRestriction;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.authenticators.client.AbstractClientAuthenticator;
import org.keycloak.authentication.authenticators.client.ClientAuthUtil;
import org.keycloak.events.Details;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * The client authenticator {@code client-api-key}: a confidential client proves who it is by {@code client_id} and its
 * API key, and by nothing else. It is an alternative in a copy of the realm's client flow, beside Keycloak's own
 * {@code client-secret} and others, and concerns those clients only that have it as their authenticator.
 */
public final class ApiKeyClientAuthenticator extends AbstractClientAuthenticator implements SelfUpdateRestriction {

    /** The authenticator's id in flows and clients. */
    public static final String ID = "client-api-key";

    private static final Logger LOG = Logger.getLogger(ApiKeyClientAuthenticator.class);

    @Override
    public void authenticateClient(ClientAuthenticationFlowContext context) {
        Optional<ClientModel> named = named(context).filter(ApiKeyClientAuthenticator::isOurs);
        if (named.isPresent()) {
            authenticate(context, named.get());
        } else if (context.getClient() != null && isOurs(context.getClient())) {
            refuseUnchecked(context, "no_client_id");
        } else {
            context.attempted();
        }
    }

    private static void authenticate(ClientAuthenticationFlowContext context, ClientModel client) {
        context.getEvent().client(client);
        context.setClient(client);
        if (!client.isEnabled()) {
            context.failure(AuthenticationFlowError.CLIENT_DISABLED, null);
            return;
        }
        String header = header(context);
        if (!HeaderOption.isUsable(header)) {
            LOG.warnf(
                    "The step '%s' of the client flow in realm '%s' has a header that cannot be used, so it refuses."
                            + " Correct it in the Admin Console under Authentication: %s",
                    ID, context.getRealm().getName(), HeaderOption.NAME);
            refuseUnchecked(context, "policy_unreadable");
            return;
        }
        KeyCheck check = new PresentedKey(context.getSession(), header).check(client);
        check.id().ifPresent(id -> context.getEvent().detail(ApiKeyError.KEY_ID, id));
        if (check.isAccepted()) {
            context.success();
        } else {
            refuse(context, check.outcome().code());
        }
    }

    /** For a reason that no check of a key has counted. */
    private static void refuseUnchecked(ClientAuthenticationFlowContext context, String reason) {
        KeyCounter.count(reason);
        refuse(context, reason);
    }

    private static void refuse(ClientAuthenticationFlowContext context, String reason) {
        context.getEvent().detail(Details.REASON, ApiKeyError.REASON_PREFIX + reason);
        context.failure(
                AuthenticationFlowError.INVALID_CLIENT_CREDENTIALS,
                ClientAuthUtil.errorResponse(
                        Response.Status.UNAUTHORIZED.getStatusCode(),
                        OAuthErrorException.INVALID_CLIENT,
                        ApiKeyError.DESCRIPTION));
    }

    private static Optional<ClientModel> named(ClientAuthenticationFlowContext context) {
        MediaType type = context.getHttpRequest().getHttpHeaders().getMediaType();
        if (type == null || !type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        context.getHttpRequest().getDecodedFormParameters().getFirst(OAuth2Constants.CLIENT_ID))
                .map(id -> context.getRealm().getClientByClientId(id));
    }

    /** Another authenticator's client is none of this one's business, in whatever order the flow asks them. */
    private static boolean isOurs(ClientModel client) {
        return ID.equals(client.getClientAuthenticatorType()) && !client.isPublicClient();
    }

    private static String header(ClientAuthenticationFlowContext context) {
        AuthenticatorConfigModel config = context.getAuthenticatorConfig();
        String configured = config == null ? null : config.getConfig().get(HeaderOption.NAME);
        return configured == null || configured.isBlank() ? ApiKeyEnforcerConfiguration.DEFAULT_HEADER : configured;
    }

    @Override
    public Check before(ClientModel client) {
        boolean authenticatesByKey = isOurs(client);
        Map<String, String> records = new ClientKeys(client).texts();
        return after -> {
            if (authenticatesByKey && !isOurs(after)) {
                return Optional.of("registration_changes_authenticator");
            }
            return records.equals(new ClientKeys(after).texts())
                    ? Optional.empty()
                    : Optional.of("registration_changes_api_keys");
        };
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "API key";
    }

    @Override
    public String getHelpText() {
        return "Authenticates a client by client_id and one of its API keys in a request header.";
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of(new ProviderConfigProperty(
                HeaderOption.NAME,
                "Header",
                "The name of the request header that carries the key.",
                ProviderConfigProperty.STRING_TYPE,
                ApiKeyEnforcerConfiguration.DEFAULT_HEADER));
    }

    @Override
    public List<ProviderConfigProperty> getConfigPropertiesPerClient() {
        return List.of();
    }

    @Override
    public AuthenticationExecutionModel.Requirement[] getRequirementChoices() {
        return REQUIREMENT_CHOICES;
    }

    /** Adapters cannot be told a key: only its hash is known. */
    @Override
    public Map<String, Object> getAdapterConfiguration(KeycloakSession session, ClientModel client) {
        return Map.of();
    }

    /** None that discovery could name: the method is in no registry. */
    @Override
    public Set<String> getProtocolAuthenticatorMethods(String loginProtocol) {
        return Set.of();
    }
}
