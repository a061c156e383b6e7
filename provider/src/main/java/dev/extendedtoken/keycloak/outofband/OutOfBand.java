package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
import dev.extendedtoken.keycloak.outofband.model.RedirectDecision;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.Urls;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The realm's client policies about out-of-band redirects. */
public final class OutOfBand {

    /** The reason in events if the client may not use the URN. */
    static final String NOT_GRANTED = "out_of_band_not_granted";

    private final KeycloakSession session;

    public OutOfBand(KeycloakSession session) {
        this.session = session;
    }

    /** Whether the realm has the executor in an enabled policy. If not, nothing of Keycloak's behaviour changes. */
    public boolean isEnabled() {
        return evaluator().isConfigured(OutOfBandConfiguration.class);
    }

    /** Whether a post-logout redirect URI is out-of-band. It must be refused, because a logout has no code to show. */
    public boolean isPostLogoutRedirect(String postLogoutRedirectUri) {
        return postLogoutRedirectUri != null && OutOfBandUri.resembles(postLogoutRedirectUri) && isEnabled();
    }

    /** Keycloak's error page for a post-logout redirect URI that is not registered, with the event. */
    public Response postLogoutRedirectError(EventBuilder event, String postLogoutRedirectUri) {
        event.detail(Details.REDIRECT_URI, postLogoutRedirectUri)
                .detail(Details.REASON, NOT_GRANTED)
                .error(Errors.INVALID_REDIRECT_URI);
        return ErrorPage.error(session, null, Response.Status.BAD_REQUEST, Messages.INVALID_REDIRECT_URI);
    }

    /**
     * Decides about the redirect URI of a client. Only for realms in which it {@link #isEnabled}.
     *
     * @param requested the parameter {@code redirect_uri}; null if the request has none
     */
    RedirectDecision decision(ClientModel client, String requested) {
        return RedirectDecision.decide(requested, client.getRedirectUris(), () -> evaluator()
                .evaluate(client, OutOfBandConfiguration.class)
                .isGranted());
    }

    /**
     * Decides about the redirect URI of a login. The requested redirect URI and the target of the login can differ in logins
     * that did not begin at the authorization endpoint.
     */
    RedirectDecision decision(AuthenticationSessionModel login) {
        String requested = login.getClientNote(OIDCLoginProtocol.REDIRECT_URI_PARAM);
        if (OutOfBandUri.parse(requested).isEmpty()) {
            return isOutOfBand(requested) || isOutOfBand(login.getRedirectUri())
                    ? RedirectDecision.REFUSED
                    : RedirectDecision.NOT_OUT_OF_BAND;
        }
        return decision(login.getClient(), requested);
    }

    /** Whether an address is one of the URNs, or Keycloak's page for {@link OutOfBandUri#COPY}, also with parameters. */
    boolean isOutOfBand(String address) {
        return address != null && (OutOfBandUri.resembles(address) || isBuiltInPage(address));
    }

    /** Compares only the path, because the host may differ from that of this request. */
    private boolean isBuiltInPage(String address) {
        RealmModel realm = session.getContext().getRealm();
        String page = Urls.realmInstalledAppUrnCallback(
                        session.getContext().getUri().getBaseUri(), realm.getName())
                .getRawPath();
        try {
            return page.equals(URI.create(address).getRawPath());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Keycloak's error page for a redirect URI that is not registered. */
    Response redirectUriError() {
        return ErrorPage.error(
                session,
                null,
                Response.Status.BAD_REQUEST,
                Messages.INVALID_PARAMETER,
                OIDCLoginProtocol.REDIRECT_URI_PARAM);
    }

    private ClientPolicyEvaluator evaluator() {
        return session.getProvider(ClientPolicyEvaluator.class);
    }
}
