package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.clientpolicy.ConsoleText;
import dev.extendedtoken.keycloak.clientpolicy.SelfUpdateRestriction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.authenticators.client.AbstractClientAuthenticator;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * The client authenticator {@code client-api-key}: a confidential client authenticates by {@code client_id} and one of its
 * API keys. It is an alternative in a copy of the realm's client flow, beside {@code client-secret} and others. It
 * authenticates only clients that have it as their client authenticator.
 */
public final class ApiKeyClientAuthenticator extends AbstractClientAuthenticator implements SelfUpdateRestriction {

    /** The authenticator's id in flows and clients. */
    public static final String ID = "client-api-key";

    @Override
    public void authenticateClient(ClientAuthenticationFlowContext context) {
        new ApiKeyAuthentication(context).run();
    }

    /** Whether a client authenticates by API key. Other clients are left to the other steps of the flow. */
    public static boolean isAuthenticatorOf(ClientModel client) {
        return ID.equals(client.getClientAuthenticatorType()) && !client.isPublicClient();
    }

    @Override
    public Check before(ClientModel client) {
        boolean authenticatesByKey = isAuthenticatorOf(client);
        Map<String, String> records = new ClientKeys(client).texts();
        return after -> {
            if (authenticatesByKey && !isAuthenticatorOf(after)) {
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
        return ConsoleText.named("API key");
    }

    @Override
    public String getHelpText() {
        return ConsoleText.help(
                "Authenticates a client by client_id and one of its API keys in a request header. Other clients"
                        + " are left to the other steps of the flow.");
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ApiKeyEnforcerFactory.form().build();
    }

    @Override
    public List<ProviderConfigProperty> getConfigPropertiesPerClient() {
        return List.of();
    }

    @Override
    public AuthenticationExecutionModel.Requirement[] getRequirementChoices() {
        return REQUIREMENT_CHOICES;
    }

    /** Empty: only the hash of a key is stored, so that no adapter configuration can contain the key. */
    @Override
    public Map<String, Object> getAdapterConfiguration(KeycloakSession session, ClientModel client) {
        return Map.of();
    }

    /** Empty: the IANA registry has no name of this method for the discovery document. */
    @Override
    public Set<String> getProtocolAuthenticatorMethods(String loginProtocol) {
        return Set.of();
    }
}
