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
 * Where a realm's policies are written: its own JSON, as it stands, and the server's security profile.
 *
 * @param profiles the realm's client profiles, null if it never had any
 * @param policies the realm's client policies, null if it never had any
 */
record PolicySource(
        String profiles,
        String policies,
        List<ClientProfileRepresentation> globalProfiles,
        List<ClientPolicyRepresentation> globalPolicies) {

    static PolicySource of(KeycloakSession session, RealmModel realm) {
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

    /** Cheap on purpose: strings that a cache hands out again, and lists that never change while the server runs. */
    boolean isSameAs(PolicySource other) {
        return Objects.equals(profiles, other.profiles)
                && Objects.equals(policies, other.policies)
                && globalProfiles == other.globalProfiles
                && globalPolicies == other.globalPolicies;
    }
}
