package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ClientData;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.protocol.oidc.utils.OIDCRedirectUriBuilder;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's {@link OIDCLoginProtocol} with a page as the response to an out-of-band request. Every login ends here.
 */
public class OutOfBandLoginProtocol extends OIDCLoginProtocol {

    /** The redirect URI of a lost login, as the browser sends it; not verified. */
    private String claimedRedirectUri;

    public OutOfBandLoginProtocol(OIDCProviderConfig configuration) {
        super(configuration);
    }

    /** Checks again before the code is created, because some logins do not begin at the authorization endpoint. */
    @Override
    public Response authenticated(
            AuthenticationSessionModel login, UserSessionModel userSession, ClientSessionContext clientSession) {
        return new LoginResponses(session)
                .error(event, login, userSession.getUser())
                .orElseGet(() -> super.authenticated(login, userSession, clientSession));
    }

    @Override
    public Response buildRedirectUri(
            OIDCRedirectUriBuilder redirect,
            AuthenticationSessionModel login,
            UserSessionModel userSession,
            ClientSessionContext clientSession) {
        return new LoginResponses(session)
                .replace(
                        login,
                        claimedRedirectUri,
                        userSession.getUser(),
                        () -> super.buildRedirectUri(redirect, login, userSession, clientSession));
    }

    @Override
    public Response buildRedirectUri(
            OIDCRedirectUriBuilder redirect,
            AuthenticationSessionModel login,
            UserSessionModel userSession,
            ClientSessionContext clientSession,
            Exception exception,
            Error error) {
        return new LoginResponses(session)
                .replace(
                        login,
                        claimedRedirectUri,
                        login == null ? null : login.getAuthenticatedUser(),
                        () -> super.buildRedirectUri(redirect, login, userSession, clientSession, exception, error));
    }

    /** Ends a lost login. The data comes from the browser and is not verified. */
    @Override
    public Response sendError(ClientModel client, ClientData data, Error error) {
        claimedRedirectUri = data.getRedirectUri();
        boolean outOfBand = claimedRedirectUri != null && OutOfBandUri.resembles(claimedRedirectUri) && isEnabled();
        return super.sendError(client, outOfBand ? withDefaultResponse(data) : data, error);
    }

    /** {@code response_type=code} without a response mode. */
    private static ClientData withDefaultResponse(ClientData data) {
        return new ClientData(data.getRedirectUri(), OIDCResponseType.CODE, null, data.getState());
    }

    /** Restores the URN. Keycloak has replaced it by the address of its own page, which is not registered. */
    @Override
    public ClientData getClientData(AuthenticationSessionModel login) {
        ClientData data = super.getClientData(login);
        String requested = login.getClientNote(REDIRECT_URI_PARAM);
        if (OutOfBandUri.parse(requested).isPresent() && isEnabled()) {
            data.setRedirectUri(requested);
        }
        return data;
    }

    private boolean isEnabled() {
        return new OutOfBand(session).isEnabled();
    }
}
