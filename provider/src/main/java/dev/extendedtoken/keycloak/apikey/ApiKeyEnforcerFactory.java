package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyLifetime;
import dev.extendedtoken.keycloak.apikey.store.OverwrittenClients;
import dev.extendedtoken.keycloak.apikey.store.RenamedClients;
import dev.extendedtoken.keycloak.apikey.store.RestoredRecords;
import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;
import dev.extendedtoken.keycloak.clientpolicy.HeaderOption;
import dev.extendedtoken.keycloak.clientpolicy.OptionForm;
import java.util.List;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** The client-policy executor {@code api-key-enforcer}: each request of the policy's clients needs an API key. */
public final class ApiKeyEnforcerFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "api-key-enforcer";

    public ApiKeyEnforcerFactory() {
        super(
                ID,
                ApiKeyEnforcerConfiguration.class,
                ApiKeyEnforcerConfiguration::new,
                "Every request that the clients of the policy make at the token endpoint, and at those for revocation,"
                        + " introspection, pushed authorization, device and CIBA authorization and logout by refresh token,"
                        + " must carry an API key of that client. Keys are made with the Admin REST API under api-keys.");
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // In this order: the others must see the records that the first one restores.
        factory.register(new OverwrittenClients());
        factory.register(new RestoredRecords());
        factory.register(new RenamedClients());
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return form().text(
                        ApiKeyEnforcerConfiguration.MAX_KEY_LIFETIME,
                        "Max key lifetime (seconds; 0: no limit)",
                        "The longest lifetime of a key that is made, brought along or rotated for these clients, in seconds,"
                                + " up to " + KeyLifetime.LIMIT.toSeconds()
                                + " (ten years). 0: no limit but ten years.",
                        0)
                .build();
    }

    /** The option in the Admin Console that the client authenticator has, too. */
    static OptionForm form() {
        return new OptionForm()
                .text(
                        HeaderOption.NAME,
                        "Header",
                        "The name of the request header that carries the key. Not one that HTTP or Keycloak uses already.",
                        ApiKeyEnforcerConfiguration.DEFAULT_HEADER);
    }
}
