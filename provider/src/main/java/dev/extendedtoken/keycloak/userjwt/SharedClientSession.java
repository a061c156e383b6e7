package dev.extendedtoken.keycloak.userjwt;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/** The client session that all logins by user JWT from one source share. */
public record SharedClientSession(AuthenticatedClientSessionModel clientSession) {

    /** Notes that Keycloak sets from an authorization request and reads when it issues tokens. */
    private static final Set<String> REQUESTED = Set.of(
            OAuth2Constants.RESOURCE,
            OAuth2Constants.AUTHORIZATION_DETAILS,
            OIDCLoginProtocol.ACR_PARAM,
            OIDCLoginProtocol.CLAIMS_PARAM,
            OIDCLoginProtocol.NONCE_PARAM);

    /**
     * Removes the notes of earlier requests that this login does not set. Of the scope only {@code openid} stays: codes and
     * tokens contain the scope, and Keycloak reads the note only for UMA and for the ID token of a refresh.
     */
    public void replaceRequestNotes(AuthenticationSessionModel login) {
        Map<String, String> requested = login.getClientNotes();
        List<String> earlier = clientSession.getNotes().keySet().stream()
                .filter(note -> isRequested(note) && !requested.containsKey(note))
                .toList();
        earlier.forEach(clientSession::removeNote);
        if (TokenUtil.isOIDCRequest(requested.get(OAuth2Constants.SCOPE))) {
            clientSession.setNote(OAuth2Constants.SCOPE, OAuth2Constants.SCOPE_OPENID);
        } else {
            clientSession.removeNote(OAuth2Constants.SCOPE);
        }
    }

    private static boolean isRequested(String note) {
        return REQUESTED.contains(note)
                || note.startsWith(AuthorizationEndpoint.LOGIN_SESSION_NOTE_ADDITIONAL_REQ_PARAMS_PREFIX);
    }
}
