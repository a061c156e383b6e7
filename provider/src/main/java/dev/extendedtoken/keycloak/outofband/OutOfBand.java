package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.outofband.model.Admission;
import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
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

/** What the realm's policies say about out-of-band redirects. */
public final class OutOfBand {

    /** What events say where the URN, or what looks like it, is not this client's to use. */
    static final String NOT_GRANTED = "out_of_band_not_granted";

    private final KeycloakSession session;

    public OutOfBand(KeycloakSession session) {
        this.session = session;
    }

    /** Whether the realm has the executor in an enabled policy. If not, everything stays Keycloak's own. */
    public boolean isEnabled() {
        return evaluator().isConfigured(OutOfBandConfiguration.class);
    }

    /** Whether nobody may be sent there after a logout: there is nothing to show, and no client that waits for it. */
    public boolean refusesLogoutTo(String postLogoutRedirectUri) {
        return postLogoutRedirectUri != null && OutOfBandUri.isLike(postLogoutRedirectUri) && isEnabled();
    }

    /** Keycloak's own answer to a post-logout redirect URI that is not the client's. */
    public Response refusedLogout(EventBuilder event, String postLogoutRedirectUri) {
        event.detail(Details.REDIRECT_URI, postLogoutRedirectUri)
                .detail(Details.REASON, NOT_GRANTED)
                .error(Errors.INVALID_REDIRECT_URI);
        return ErrorPage.error(session, null, Response.Status.BAD_REQUEST, Messages.INVALID_REDIRECT_URI);
    }

    /**
     * What a client's redirect URI means, in a realm where it {@link #isEnabled}.
     *
     * @param requested the parameter as it came; null if it did not
     */
    Admission admission(ClientModel client, String requested) {
        return Admission.of(requested, client.getRedirectUris(), () -> evaluator()
                .evaluate(client, OutOfBandConfiguration.class)
                .isGranted());
    }

    /**
     * The same for a login. What it was requested for and where it leads can differ: links that begin or restart a
     * login without the authorization endpoint can say the one without the other.
     */
    Admission admission(AuthenticationSessionModel login) {
        String requested = login.getClientNote(OIDCLoginProtocol.REDIRECT_URI_PARAM);
        if (OutOfBandUri.of(requested).isEmpty()) {
            return isOutOfBand(requested) || isOutOfBand(login.getRedirectUri()) ? Admission.REFUSED : Admission.OTHER;
        }
        return admission(login.getClient(), requested);
    }

    /** Whether an address is one of the URNs, or what Keycloak makes of them, with parameters or without. */
    boolean isOutOfBand(String address) {
        return address != null && (OutOfBandUri.isLike(address) || isBuiltInPage(address));
    }

    /** What Keycloak makes of {@link OutOfBandUri#COPY}; the host may be another one than that of this request. */
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

    /** Keycloak's own answer to a redirect URI that is not the client's. */
    Response refused() {
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
