package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;

/** The client-policy executor {@code out-of-band}: the policy's clients may use the out-of-band redirect URIs. */
public final class OutOfBandExecutorFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "out-of-band";

    public OutOfBandExecutorFactory() {
        super(
                ID,
                OutOfBandConfiguration.class,
                OutOfBandConfiguration::new,
                "The clients of the policy that have urn:ietf:wg:oauth:2.0:oob or urn:ietf:wg:oauth:2.0:oob:auto among"
                        + " their valid redirect URIs may use it: the code is shown on a page. They need PKCE with S256. In a"
                        + " realm with this executor the two URNs work for no other client.");
    }
}
