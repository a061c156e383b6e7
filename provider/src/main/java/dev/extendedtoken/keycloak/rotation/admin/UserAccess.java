package dev.extendedtoken.keycloak.rotation.admin;

import dev.extendedtoken.keycloak.request.NoStore;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.UserPermissionEvaluator;

/**
 * Access to users, the admin events and the errors of all requests about families. Keycloak's permissions on users apply,
 * also the fine-grained ones. No response may be stored.
 */
final class UserAccess {

    /** Of the resource, below {@code /admin/realms/{realm}}. */
    static final String PATH = "refresh-token-families";

    private static final Logger LOG = Logger.getLogger(UserAccess.class);

    private static final String RESOURCE_TYPE = "REFRESH_TOKEN_FAMILY";
    private static final String RETRY_AFTER_SECONDS = "1";

    private final KeycloakSession session;
    private final UserPermissionEvaluator users;
    private final AdminEventBuilder event;

    UserAccess(KeycloakSession session, UserPermissionEvaluator users, AdminEventBuilder event) {
        this.session = session;
        this.users = users;
        this.event = event.resource(RESOURCE_TYPE);
        NoStore.set(session);
    }

    /**
     * A user by id.
     *
     * @throws ForbiddenException if the caller may not view the user, or may not learn which users exist
     * @throws ErrorResponseException 404
     */
    UserModel viewable(String id) {
        UserModel user = session.users().getUserById(session.getContext().getRealm(), id);
        if (user == null) {
            throw users.canQuery() ? notFound("This realm has no user with this id") : new ForbiddenException();
        }
        users.requireView(user);
        return user;
    }

    /** @param user null for one who does not exist any more */
    boolean mayView(UserModel user) {
        return user != null && users.canView(user);
    }

    /** @throws ForbiddenException if the caller may not manage the user */
    void requireManage(UserModel user) {
        users.requireManage(user);
    }

    /** @param exchangingClients the ids of the clients that must exchange tokens again */
    void recordEnd(FamilyView ended, List<String> exchangingClients) {
        if (!exchangingClients.isEmpty()) {
            event.detail(Details.TOKEN_EXCHANGE_REVOKED_CLIENTS, String.join(",", exchangingClients));
        }
        event.operation(OperationType.DELETE)
                .resourcePath(PATH, ended.session(), ended.client(), ended.family())
                .representation(ended)
                .success();
    }

    ErrorResponseException notFound(String message) {
        return ErrorResponse.error(message, Response.Status.NOT_FOUND);
    }

    /** The same request may be sent again after one second. */
    ErrorResponseException unavailable(StorageUnavailableException cause) {
        LOG.debug("A request about families of refresh tokens cannot be answered", cause);
        session.getContext().getHttpResponse().setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return new ErrorResponseException(
                OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                "The server cannot read its sessions at the moment; try again",
                Response.Status.SERVICE_UNAVAILABLE);
    }
}
