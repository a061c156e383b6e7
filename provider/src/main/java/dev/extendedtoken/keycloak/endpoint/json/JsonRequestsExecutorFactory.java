package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;
import dev.extendedtoken.keycloak.compat.StartUpCheck;
import org.keycloak.models.KeycloakSessionFactory;

/** The client-policy executor {@code json-requests}: the policy's clients may send their parameters as JSON. */
public final class JsonRequestsExecutorFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "json-requests";

    public JsonRequestsExecutorFactory() {
        super(
                ID,
                JsonRequestsConfiguration.class,
                JsonRequestsConfiguration::new,
                "The clients of the policy may send the parameters of a token request as a JSON object"
                        + " (Content-Type: application/json) instead of a form. For all other clients nothing changes.");
    }

    /** Runs the check at start-up. Keycloak does not call this method of a factory that another extension has replaced. */
    @Override
    public void postInit(KeycloakSessionFactory factory) {
        StartUpCheck.run(factory);
    }
}
