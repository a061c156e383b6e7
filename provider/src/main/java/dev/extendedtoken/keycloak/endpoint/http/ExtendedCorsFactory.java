package dev.extendedtoken.keycloak.endpoint.http;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.cors.DefaultCorsFactory;

/** Takes the place of Keycloak's {@link DefaultCorsFactory} under its id, with its options. */
public final class ExtendedCorsFactory extends DefaultCorsFactory {

    @Override
    public Cors create(KeycloakSession session) {
        return new ExtendedCors(session, super.create(session));
    }

    @Override
    public int order() {
        return 1;
    }
}
