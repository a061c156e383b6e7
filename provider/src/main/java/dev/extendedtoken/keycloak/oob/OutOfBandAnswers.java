package dev.extendedtoken.keycloak.oob;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.Urls;
import org.keycloak.services.messages.Messages;

/**
 * The errors that Keycloak's authorization endpoint sends to the redirect URI by itself, before the login protocol has
 * a say: shown on the page where the request was out of band.
 */
public final class OutOfBandAnswers {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final OutOfBand outOfBand;

    public OutOfBandAnswers(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        this.outOfBand = new OutOfBand(session);
    }

    /** Runs the endpoint and answers in its place where it would redirect out of band. */
    public Response of(Supplier<Response> endpoint) {
        Response response = endpoint.get();
        return outOfBand.isOn() && isSentToClient(response) ? shown(response) : response;
    }

    /** Until a login has begun the endpoint throws everything else that it has to say. */
    private boolean isSentToClient(Response response) {
        return session.getContext().getAuthenticationSession() == null || isSentOutOfBand(response.getLocation());
    }

    private boolean isSentOutOfBand(URI location) {
        return location != null
                && (location.toString().startsWith(keycloaksPage())
                        || location.toString().startsWith(OutOfBandUri.AUTO.urn()));
    }

    /** What Keycloak makes of {@link OutOfBandUri#COPY}. */
    private String keycloaksPage() {
        RealmModel realm = session.getContext().getRealm();
        return Urls.realmInstalledAppUrnCallback(session.getContext().getUri().getBaseUri(), realm.getName())
                .toString();
    }

    private Response shown(Response response) {
        ClientModel client = session.getContext().getClient();
        Admission admission = outOfBand.admission(client, requestedUri());
        return switch (admission.kind()) {
            case OTHER -> response;
            case REFUSED -> refused(session);
            case ADMITTED ->
                new OutOfBandPage(session, client, admission.uri().orElseThrow()).show(answer(response), null);
        };
    }

    /** Where the request had none that the endpoint got to see, there is none in the event. */
    private String requestedUri() {
        Map<String, String> details = event.getEvent().getDetails();
        return details == null ? null : details.get(Details.REDIRECT_URI);
    }

    /** Other response modes have it in a form or a JWT. */
    private static AuthorizationAnswer answer(Response response) {
        return Optional.ofNullable(response.getLocation())
                .flatMap(AuthorizationAnswer::of)
                .orElseGet(() -> AuthorizationAnswer.of(Problem.RESPONSE_MODE));
    }

    /** Keycloak's own answer to a redirect URI that is not the client's. */
    static Response refused(KeycloakSession session) {
        return ErrorPage.error(
                session,
                null,
                Response.Status.BAD_REQUEST,
                Messages.INVALID_PARAMETER,
                OIDCLoginProtocol.REDIRECT_URI_PARAM);
    }
}
