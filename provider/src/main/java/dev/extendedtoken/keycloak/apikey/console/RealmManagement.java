package dev.extendedtoken.keycloak.apikey.console;

import java.util.Optional;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;

/** The client whose roles administer a realm. */
final class RealmManagement {

    private RealmManagement() {}

    /** {@code master-realm} in the realm {@code master}, {@code realm-management} elsewhere; empty if there is none. */
    static Optional<ClientModel> client(RealmModel realm) {
        return Optional.ofNullable(
                realm.getName().equals(Config.getAdminRealm())
                        ? realm.getMasterAdminClient()
                        : realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID));
    }
}
