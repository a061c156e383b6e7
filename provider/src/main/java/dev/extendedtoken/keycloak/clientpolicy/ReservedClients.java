package dev.extendedtoken.keycloak.clientpolicy;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisterContext;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisteredContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUpdateContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUpdatedContext;
import org.keycloak.services.resource.RealmResourceProvider;

/** Refuses the ids of {@link ReservedClient}s to client registration, by any registration provider. */
public final class ReservedClients {

    /** The reason in the event. */
    private static final String REASON = "registration_reserved_client_id";

    private final KeycloakSession session;

    public ReservedClients(KeycloakSession session) {
        this.session = session;
    }

    /** @throws ErrorResponseException 403, and the request is rolled back */
    void check(ClientPolicyContext event) {
        if (event instanceof DynamicClientRegisterContext || event instanceof DynamicClientRegisteredContext) {
            check((ClientCRUDContext) event, EventType.CLIENT_REGISTER);
        } else if (event instanceof DynamicClientUpdateContext || event instanceof DynamicClientUpdatedContext) {
            check((ClientCRUDContext) event, EventType.CLIENT_UPDATE);
        }
    }

    private void check(ClientCRUDContext registration, EventType type) {
        Stream<String> names = Stream.of(
                        Optional.ofNullable(registration.getProposedClientRepresentation())
                                .map(ClientRepresentation::getClientId),
                        Optional.ofNullable(registration.getTargetClient()).map(ClientModel::getClientId))
                .flatMap(Optional::stream);
        if (names.anyMatch(this::isReserved)) {
            refuse(type);
        }
    }

    /** Whether an installed provider needs a client of this id, in any case of its letters. */
    public boolean isReserved(String clientId) {
        return session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(RealmResourceProvider.class)
                .filter(ReservedClient.class::isInstance)
                .map(ReservedClient.class::cast)
                .anyMatch(reserved -> reserved.reservedClientId().equalsIgnoreCase(clientId));
    }

    private void refuse(EventType type) {
        KeycloakContext context = session.getContext();
        new EventBuilder(context.getRealm(), session, context.getConnection())
                .event(type)
                .detail(Details.REASON, REASON)
                .error(Errors.NOT_ALLOWED);
        session.getTransactionManager().setRollbackOnly();
        throw new ErrorResponseException(
                OAuthErrorException.INSUFFICIENT_SCOPE,
                "This client is created and changed by an administrator only",
                Response.Status.FORBIDDEN);
    }
}
