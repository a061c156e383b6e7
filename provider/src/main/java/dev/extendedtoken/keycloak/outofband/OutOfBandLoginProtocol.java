package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.Admission;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationResponse;
import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
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
public class OutOfBandLoginProtocol extends OIDCLoginProtocol {

    /** An action that the application began and the person gave up is no error to Keycloak, and has no code. */
    private static final AuthorizationResponse GIVEN_UP =
            AuthorizationResponse.ofError(OAuthErrorException.ACCESS_DENIED, Optional.empty());

    /** What a login that is lost was requested for, as the browser says. */
    private String claimed;

    public OutOfBandLoginProtocol(OIDCProviderConfig configuration) {
        super(configuration);
    }

    /** No code is made for what is refused here: the authorization endpoint is not the only beginning of a login. */
    @Override
    public Response authenticated(
            AuthenticationSessionModel login, UserSessionModel userSession, ClientSessionContext clientSession) {
        return refusal(login, userSession).orElseGet(() -> super.authenticated(login, userSession, clientSession));
    }

    private Optional<Response> refusal(AuthenticationSessionModel login, UserSessionModel userSession) {
        OutOfBand outOfBand = new OutOfBand(session);
        if (!outOfBand.isEnabled()) {
            return Optional.empty();
        }
        Admission admission = outOfBand.admission(login);
        return switch (admission.kind()) {
            case OTHER -> Optional.empty();
            case REFUSED -> {
                event.clone().detail(Details.REASON, OutOfBand.NOT_GRANTED).error(Errors.INVALID_REDIRECT_URI);
                yield Optional.of(outOfBand.refused());
            }
            case ADMITTED ->
                misconfigurationOf(login).map(misconfiguration -> {
                    event.clone()
                            .detail(Details.REASON, misconfiguration.reason())
                            .error(Errors.INVALID_REQUEST);
                    return page(login.getClient(), admission)
                            .show(
                                    AuthorizationResponse.of(misconfiguration).with(login.getClientNote(STATE_PARAM)),
                                    userSession.getUser());
                });
        };
    }

    private static Optional<AuthorizationError> misconfigurationOf(AuthenticationSessionModel login) {
        return AuthorizationError.of(
                login.getClientNote(RESPONSE_TYPE_PARAM),
                login.getClientNote(RESPONSE_MODE_PARAM),
                login.getClientNote(CODE_CHALLENGE_PARAM),
                login.getClientNote(CODE_CHALLENGE_METHOD_PARAM));
    }

    @Override
    public Response buildRedirectUri(
            OIDCRedirectUriBuilder redirect,
            AuthenticationSessionModel login,
            UserSessionModel userSession,
            ClientSessionContext clientSession) {
        return answer(
                login,
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
                login == null ? null : login.getAuthenticatedUser(),
                () -> super.buildRedirectUri(redirect, login, userSession, clientSession, exception, error));
    }

    private Response answer(AuthenticationSessionModel login, UserModel user, Supplier<Response> redirect) {
        OutOfBand outOfBand = new OutOfBand(session);
        if (!outOfBand.isEnabled()) {
            return redirect.get();
        }
        ClientModel client = login == null ? session.getContext().getClient() : login.getClient();
        Admission admission = login == null ? outOfBand.admission(client, claimed) : outOfBand.admission(login);
        return switch (admission.kind()) {
            case OTHER -> redirect.get();
            case REFUSED -> outOfBand.refused();
            case ADMITTED -> page(client, admission).show(answer(redirect.get()), user);
        };
    }

    private OutOfBandPage page(ClientModel client, Admission admission) {
        return new OutOfBandPage(session, client, admission.uri().orElseThrow());
    }

    private static AuthorizationResponse answer(Response redirect) {
        if (redirect.getLocation() == null) {
            // In another response mode than a request may have: the login began before the realm had the executor.
            return AuthorizationResponse.of(AuthorizationError.RESPONSE_MODE);
        }
        return AuthorizationResponse.of(redirect.getLocation()).orElse(GIVEN_UP);
    }

    /** For a login that is lost. What the browser kept of the request is no more than a claim. */
    @Override
    public Response sendError(ClientModel client, ClientData data, Error error) {
        claimed = data.getRedirectUri();
        boolean outOfBand = claimed != null && OutOfBandUri.isLike(claimed) && isEnabled();
        return super.sendError(client, outOfBand ? usual(data) : data, error);
    }

    private static ClientData usual(ClientData data) {
        return new ClientData(data.getRedirectUri(), OIDCResponseType.CODE, null, data.getState());
    }

    /** Keycloak has put an address in the URN's place, which is no redirect URI of the client. */
    @Override
    public ClientData getClientData(AuthenticationSessionModel login) {
        ClientData data = super.getClientData(login);
        String requested = login.getClientNote(REDIRECT_URI_PARAM);
        if (OutOfBandUri.of(requested).isPresent() && isEnabled()) {
            data.setRedirectUri(requested);
        }
        return data;
    }

    private boolean isEnabled() {
        return new OutOfBand(session).isEnabled();
    }
}
