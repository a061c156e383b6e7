package dev.extendedtoken.keycloak.endpoint.backchannel;

import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/** The type of the events of a token request: that of its grant. */
final class GrantEvent {

    private GrantEvent() {}

    static EventType forRequest(KeycloakSession session) {
        return Optional.ofNullable(session.getContext()
                        .getHttpRequest()
                        .getDecodedFormParameters()
                        .getFirst(OAuth2Constants.GRANT_TYPE))
                .map(grantType -> session.getProvider(OAuth2GrantType.class, grantType))
                .map(OAuth2GrantType::getEventType)
                .orElse(EventType.CLIENT_LOGIN);
    }
}
