package dev.extendedtoken.keycloak.request;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.utils.OAuth2Code;
import org.keycloak.protocol.oidc.utils.OAuth2CodeParser;

/**
 * A code that a request presents, read without using it. {@link OAuth2CodeParser} takes it out of the store;
 * Keycloak decides whether it is valid.
 *
 * @param data what is stored under the code
 * @param clientSession that the code is for
 */
public record PresentedCode(OAuth2Code data, AuthenticatedClientSessionModel clientSession) {

    /** The code's id, its user session and its client, as Keycloak writes them. */
    private static final int PARTS = 3;

    /** Keycloak has a method for it only from 26.7.4 on; before that the note is not there. */
    private static final String CLIENT_NOTE = "client_uuid";

    /** The code of this client; empty if there is none, or none of its own. */
    public static Optional<PresentedCode> find(KeycloakSession session, ClientModel client, String code) {
        String[] parts = code.split("\\.", PARTS);
        if (parts.length < PARTS || !client.getId().equals(parts[2])) {
            return Optional.empty();
        }
        return Optional.ofNullable(session.singleUseObjects().get(OAuth2CodeParser.CACHE_KEY_PREFIX + parts[0]))
                .filter(notes -> client.getId().equals(notes.getOrDefault(CLIENT_NOTE, client.getId())))
                .map(PresentedCode::read)
                .filter(data -> parts[1].equals(data.getUserSessionId()))
                .flatMap(data -> clientSession(session, client, parts[1])
                        .map(clientSession -> new PresentedCode(data, clientSession)));
    }

    private static OAuth2Code read(Map<String, String> notes) {
        return OAuth2Code.deserializeCode(notes);
    }

    private static Optional<AuthenticatedClientSessionModel> clientSession(
            KeycloakSession session, ClientModel client, String userSession) {
        return Optional.ofNullable(session.sessions().getUserSession(client.getRealm(), userSession))
                .filter(found -> Objects.nonNull(found.getUser()))
                .map(found -> found.getAuthenticatedClientSessionByClient(client.getId()));
    }

    /** The session of the user who has signed in. */
    public UserSessionModel userSession() {
        return clientSession.getUserSession();
    }
}
