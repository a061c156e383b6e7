package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationResponse;
import dev.extendedtoken.keycloak.outofband.model.RedirectDecision;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The responses at the end of a login whose request was out of band. */
record LoginResponses(KeycloakSession session) {

    /** Keycloak has no error and no code for an action that the client requested and the user cancelled. */
    private static final AuthorizationResponse CANCELLED =
            AuthorizationResponse.forError(OAuthErrorException.ACCESS_DENIED, Optional.empty());

    /** The error response to a login that must not get a code; empty for all other logins. */
    Optional<Response> error(EventBuilder event, AuthenticationSessionModel login, UserModel user) {
        OutOfBand outOfBand = new OutOfBand(session);
        if (!outOfBand.isEnabled()) {
            return Optional.empty();
        }
        RedirectDecision decision = outOfBand.decision(login);
        return switch (decision.kind()) {
            case NOT_OUT_OF_BAND -> Optional.empty();
            case REFUSED -> {
                event.clone().detail(Details.REASON, OutOfBand.NOT_GRANTED).error(Errors.INVALID_REDIRECT_URI);
                yield Optional.of(outOfBand.redirectUriError());
            }
            case ALLOWED ->
                errorOf(login).map(error -> {
                    event.clone().detail(Details.REASON, error.reason()).error(Errors.INVALID_REQUEST);
                    return page(login.getClient(), decision)
                            .show(
                                    AuthorizationResponse.forError(error)
                                            .withState(login.getClientNote(OIDCLoginProtocol.STATE_PARAM)),
                                    user);
                });
        };
    }

    private static Optional<AuthorizationError> errorOf(AuthenticationSessionModel login) {
        return AuthorizationError.forRequest(
                login.getClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM),
                login.getClientNote(OIDCLoginProtocol.RESPONSE_MODE_PARAM),
                login.getClientNote(OIDCLoginProtocol.CODE_CHALLENGE_PARAM),
                login.getClientNote(OIDCLoginProtocol.CODE_CHALLENGE_METHOD_PARAM));
    }

    /**
     * Replaces a redirect that is out of band.
     *
     * @param login null for a lost login
     * @param claimedRedirectUri the redirect URI of a lost login
     * @param user null if no user has signed in
     */
    Response replace(
            AuthenticationSessionModel login, String claimedRedirectUri, UserModel user, Supplier<Response> redirect) {
        OutOfBand outOfBand = new OutOfBand(session);
        if (!outOfBand.isEnabled()) {
            return redirect.get();
        }
        ClientModel client = login == null ? session.getContext().getClient() : login.getClient();
        RedirectDecision decision =
                login == null ? outOfBand.decision(client, claimedRedirectUri) : outOfBand.decision(login);
        return switch (decision.kind()) {
            case NOT_OUT_OF_BAND -> redirect.get();
            case REFUSED -> outOfBand.redirectUriError();
            case ALLOWED -> page(client, decision).show(parse(redirect.get()), user);
        };
    }

    private static AuthorizationResponse parse(Response redirect) {
        if (redirect.getLocation() == null) {
            // Another response mode: the login began before the realm had the executor.
            return AuthorizationResponse.forError(AuthorizationError.RESPONSE_MODE);
        }
        return AuthorizationResponse.parse(redirect.getLocation()).orElse(CANCELLED);
    }

    private OutOfBandPage page(ClientModel client, RedirectDecision decision) {
        return new OutOfBandPage(session, client, decision.uri().orElseThrow());
    }
}
