package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.apikey.console.model.ConsoleClient;
import dev.extendedtoken.keycloak.apikey.console.model.KeyConsole;
import dev.extendedtoken.keycloak.clientpolicy.ShortCircuitingPolicyManagerFactory;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Gives the client of the key console what depends on its realm, when an administrator creates it: the redirect URI and the
 * scope mappings. So the shipped client fits every realm, also by a partial import, which takes no scope mappings. What the
 * administrator states himself replaces it, and what he removes later stays removed. Whoever may create a client may also
 * create one with the full scope, which is more.
 */
final class NewConsoleClient implements ProviderEventListener {

    private static final Logger LOG = Logger.getLogger(NewConsoleClient.class);

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientCreationEvent creation
                && creation.getCreatedClient().getClientId().equals(KeyConsole.ID)
                // Else nothing refuses this id to client registration.
                && ShortCircuitingPolicyManagerFactory.isInstalled(creation.getKeycloakSession())) {
            complete(creation.getCreatedClient());
        }
    }

    /** Keycloak has created the client, and has yet to set what the representation states. */
    private static void complete(ClientModel client) {
        String page = ConsolePlace.path(client.getRealm());
        client.setRootUrl(Constants.AUTH_ADMIN_URL_PROP);
        client.setBaseUrl(page);
        client.addRedirectUri(page);
        List<RoleModel> roles = scope(client.getRealm());
        roles.forEach(client::addScopeMapping);
        if (!roles.isEmpty()) {
            LOG.infof(
                    "The new client '%s' of realm '%s' gets the scope mappings of the key console",
                    client.getClientId(), client.getRealm().getName());
        }
    }

    /** All of the roles, or none where the realm does not have all of them yet, as in the import of a whole realm. */
    private static List<RoleModel> scope(RealmModel realm) {
        List<RoleModel> roles = RealmManagement.client(realm).stream()
                .flatMap(management -> ConsoleClient.ROLES.stream().map(management::getRole))
                .filter(Objects::nonNull)
                .toList();
        return roles.size() == ConsoleClient.ROLES.size() ? roles : List.of();
    }
}
