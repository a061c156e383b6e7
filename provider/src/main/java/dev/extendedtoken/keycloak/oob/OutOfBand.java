package dev.extendedtoken.keycloak.oob;

import dev.extendedtoken.keycloak.gate.Gate;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** What the realm's policies say about out-of-band redirects. */
public final class OutOfBand {

    private final KeycloakSession session;

    public OutOfBand(KeycloakSession session) {
        this.session = session;
    }

    /** Whether the realm has the executor in an enabled policy. If not, everything stays Keycloak's own. */
    public boolean isOn() {
        return gate().inUse(OutOfBandConfiguration.class);
    }

    /**
     * What a client's redirect URI means, in a realm where it {@link #isOn}.
     *
     * @param requested the parameter as it came; null if it did not
     */
    Admission admission(ClientModel client, String requested) {
        return Admission.of(
                requested, client.getRedirectUris(), () -> gate().judge(client).grants(OutOfBandConfiguration.class));
    }

    private Gate gate() {
        return session.getProvider(Gate.class);
    }
}
