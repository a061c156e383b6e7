package dev.extendedtoken.keycloak.oob;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ClientData;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.protocol.oidc.utils.OIDCRedirectUriBuilder;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's login protocol, whose answer to the client is a page where the client asked for one. Every login ends
 * here, whatever was in between.
 */
public final class OutOfBandLoginProtocol extends OIDCLoginProtocol {

    private String requestedWithoutLogin;

    public OutOfBandLoginProtocol(OIDCProviderConfig configuration) {
        super(configuration);
    }

    @Override
    public Response buildRedirectUri(
            OIDCRedirectUriBuilder redirect,
            AuthenticationSessionModel login,
            UserSessionModel userSession,
            ClientSessionContext clientSession) {
        return answer(
                login,
                requestedBy(login),
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
        return answer(
                login,
                login == null ? requestedWithoutLogin : requestedBy(login),
                null,
                () -> super.buildRedirectUri(redirect, login, userSession, clientSession, exception, error));
    }

    private Response answer(
            AuthenticationSessionModel login, String requested, UserModel user, Supplier<Response> redirect) {
        if (!isOn()) {
            return redirect.get();
        }
        ClientModel client = login == null ? session.getContext().getClient() : login.getClient();
        Admission admission = new OutOfBand(session).admission(client, requested);
        return switch (admission.kind()) {
            case OTHER -> redirect.get();
            case REFUSED -> OutOfBandAnswers.refused(session);
            case ADMITTED ->
                new OutOfBandPage(session, client, admission.uri().orElseThrow())
                        .show(
                                problemOf(login).map(AuthorizationAnswer::of).orElseGet(() -> answer(redirect.get())),
                                user);
        };
    }

    /** A login may have begun before the realm had the executor. */
    private static Optional<Problem> problemOf(AuthenticationSessionModel login) {
        return login == null
                ? Optional.empty()
                : Problem.of(
                        login.getClientNote(RESPONSE_TYPE_PARAM),
                        login.getClientNote(RESPONSE_MODE_PARAM),
                        login.getClientNote(CODE_CHALLENGE_PARAM),
                        login.getClientNote(CODE_CHALLENGE_METHOD_PARAM));
    }

    /** An action that the application began and the person gave up is no error to Keycloak, and has no code. */
    private static AuthorizationAnswer answer(Response redirect) {
        return AuthorizationAnswer.of(redirect.getLocation())
                .orElseGet(() ->
                        new AuthorizationAnswer(Optional.empty(), Optional.of("access_denied"), Optional.empty()));
    }

    private static String requestedBy(AuthenticationSessionModel login) {
        return login.getClientNote(REDIRECT_URI_PARAM);
    }

    /** For a login that is lost. What the browser kept of the request is no more than a claim. */
    @Override
    public Response sendError(ClientModel client, ClientData claimed, Error error) {
        requestedWithoutLogin = claimed.getRedirectUri();
        boolean outOfBand = requestedWithoutLogin != null && OutOfBandUri.isLike(requestedWithoutLogin) && isOn();
        return super.sendError(client, outOfBand ? usual(claimed) : claimed, error);
    }

    private static ClientData usual(ClientData claimed) {
        return new ClientData(claimed.getRedirectUri(), OIDCResponseType.CODE, null, claimed.getState());
    }

    /** Keycloak has put an address in the URN's place, which is no redirect URI of the client. */
    @Override
    public ClientData getClientData(AuthenticationSessionModel login) {
        ClientData data = super.getClientData(login);
        String requested = requestedBy(login);
        if (OutOfBandUri.of(requested).isPresent() && isOn()) {
            data.setRedirectUri(requested);
        }
        return data;
    }

    private boolean isOn() {
        return new OutOfBand(session).isOn();
    }
}
