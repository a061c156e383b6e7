package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.request.RequestState;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.ClientAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientregistration.ClientRegistrationTokenUtils;

/**
 * An update that a client makes of itself with its registration access token (RFC 7592), at any registration provider.
 * Keycloak's policy events {@code UPDATE} and {@code UPDATED} enclose it; what only an administrator may change must be the
 * same at both.
 */
public final class SelfUpdate {

    private final KeycloakSession session;
    private final ClientModel client;
    private final List<SelfUpdateRestriction.Check> checks;

    private SelfUpdate(KeycloakSession session, ClientModel client, List<SelfUpdateRestriction.Check> checks) {
        this.session = session;
        this.client = client;
        this.checks = checks;
    }

    /** The update of the current request, if it has begun. */
    public static Optional<SelfUpdate> find(KeycloakSession session) {
        return RequestState.find(session, SelfUpdate.class);
    }

    /** Begins an update at the event {@code UPDATE}, and checks it at {@code UPDATED}. */
    static void on(KeycloakSession session, ClientPolicyContext event) {
        if (!(event instanceof ClientCRUDContext change) || !isBySelf(change) || change.getTargetClient() == null) {
            return;
        }
        if (event.getEvent() == ClientPolicyEvent.UPDATE) {
            RequestState.put(session, SelfUpdate.class, begin(session, change.getTargetClient()));
        } else if (event.getEvent() == ClientPolicyEvent.UPDATED) {
            find(session).ifPresent(SelfUpdate::check);
        }
    }

    private static boolean isBySelf(ClientCRUDContext change) {
        return change.getToken() != null
                && ClientRegistrationTokenUtils.TYPE_REGISTRATION_ACCESS_TOKEN.equals(
                        change.getToken().getType());
    }

    private static SelfUpdate begin(KeycloakSession session, ClientModel client) {
        return new SelfUpdate(
                session,
                client,
                restrictions(session)
                        .map(restriction -> restriction.before(client))
                        .toList());
    }

    private static Stream<SelfUpdateRestriction> restrictions(KeycloakSession session) {
        Stream<SelfUpdateRestriction> ofAuthenticators = session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(ClientAuthenticator.class)
                .filter(SelfUpdateRestriction.class::isInstance)
                .map(SelfUpdateRestriction.class::cast);
        return Stream.concat(
                Stream.of(new PolicyMembership(session.getProvider(ClientPolicyEvaluator.class))), ofAuthenticators);
    }

    /**
     * Checks the client as it is now. May be called repeatedly.
     *
     * @throws ErrorResponseException 403, and the request is rolled back
     */
    public void check() {
        checks.stream()
                .map(check -> check.violation(client))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(this::refuse);
    }

    private void refuse(String reason) {
        KeycloakContext context = session.getContext();
        new EventBuilder(context.getRealm(), session, context.getConnection())
                .event(EventType.CLIENT_UPDATE)
                .client(client)
                .detail(Details.REASON, reason)
                .error(Errors.NOT_ALLOWED);
        session.getTransactionManager().setRollbackOnly();
        throw new ErrorResponseException(
                OAuthErrorException.INSUFFICIENT_SCOPE,
                "A registration access token must not change which client policies apply, nor API keys; ask an"
                        + " administrator to make this change",
                Response.Status.FORBIDDEN);
    }
}
