package dev.extendedtoken.keycloak.clientpolicy;

import java.util.List;
import java.util.Objects;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.securityprofile.SecurityProfileProvider;

/**
 * The sources of a realm's policies: the JSON of the realm, not parsed, and the security profile of the server.
 *
 * @param profiles the realm's client profiles, null if it has none
 * @param policies the realm's client policies, null if it has none
 */
record PolicySource(
        String profiles,
        String policies,
        List<ClientProfileRepresentation> globalProfiles,
        List<ClientPolicyRepresentation> globalPolicies) {

    static PolicySource forRealm(KeycloakSession session, RealmModel realm) {
        SecurityProfileProvider server = session.getProvider(SecurityProfileProvider.class);
        return new PolicySource(
                realm.getAttribute(Constants.CLIENT_PROFILES),
                realm.getAttribute(Constants.CLIENT_POLICIES),
                server.getDefaultClientProfiles(),
                server.getDefaultClientPolicies());
    }

    boolean isEmpty() {
        return policies == null && globalPolicies.isEmpty();
    }

    /** Called at each request. The strings come from a cache, and the lists do not change while the server runs. */
    boolean isSameAs(PolicySource other) {
        return Objects.equals(profiles, other.profiles)
                && Objects.equals(policies, other.policies)
                && globalProfiles == other.globalProfiles
                && globalPolicies == other.globalPolicies;
    }
}
