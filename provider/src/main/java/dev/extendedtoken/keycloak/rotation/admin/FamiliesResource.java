package dev.extendedtoken.keycloak.rotation.admin;

import dev.extendedtoken.keycloak.admin.Page;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Supplier;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.ErrorResponse;

/**
 * The families of refresh tokens of a realm's users, under {@code /admin/realms/{realm}/refresh-token-families}. The
 * permissions are those on the very user: to view, and to manage. The end of a family is an admin event of the resource
 * type {@code REFRESH_TOKEN_FAMILY}. No response holds a token. Errors: 400 for a request that is not valid, 403, 404 for
 * an unknown user, session or family and for a session that the caller may not see, 503 {@code temporarily_unavailable} if
 * the sessions cannot be read, or the family not be locked or ended.
 */
public final class FamiliesResource {

    private final UserAccess access;
    private final UserFamilies families;
    private final RequestedEnd end;

    FamiliesResource(UserAccess access, UserFamilies families, RequestedEnd end) {
        this.access = access;
        this.families = families;
        this.end = end;
    }

    /**
     * Lists the families of a user, or of the online and the offline session with an id.
     *
     * @param first how many are left out at the beginning; 0 if absent
     * @param max the most that are listed; 100 if absent
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<FamilyView> list(
            @QueryParam("user") String user,
            @QueryParam("session") String session,
            @QueryParam("first") String first,
            @QueryParam("max") String max) {
        if (isAbsent(user) == isAbsent(session)) {
            throw badRequest("Name either a 'user' or a 'session'");
        }
        Page page = Page.parse(first, max).orElseThrow(() -> badRequest(Page.VALID));
        return available(() -> page.select(families.in(isAbsent(user) ? viewable(session) : ofUser(user))));
    }

    /** Ends a family and everything that reuse of one of its tokens would end: 204. */
    @DELETE
    @Path("{session}/{client}/{family}")
    public Response end(
            @PathParam("session") String session,
            @PathParam("client") String client,
            @PathParam("family") String family) {
        return available(() -> {
            List<UserSessionModel> sessions = viewable(session);
            sessions.forEach(found -> access.requireManage(found.getUser()));
            UserFamilies.Stored stored = families.find(sessions, client, family).orElseThrow(this::unknownFamily);
            access.recordEnd(families.view(stored), end.commit(stored).orElseThrow(this::unknownFamily));
            return Response.noContent().build();
        });
    }

    private RuntimeException unknownFamily() {
        return access.notFound("The session has no family with this client and id");
    }

    private List<UserSessionModel> ofUser(String id) {
        return families.sessions().ofUser(access.viewable(id));
    }

    /** Both kinds of sessions with this id, as far as the caller may see them. */
    private List<UserSessionModel> viewable(String id) {
        List<UserSessionModel> sessions = families.sessions().withId(id).stream()
                .filter(found -> access.mayView(found.getUser()))
                .toList();
        if (sessions.isEmpty()) {
            throw access.notFound("There is no session with this id that you may see");
        }
        return sessions;
    }

    private <T> T available(Supplier<T> answer) {
        try {
            return families.sessions().read(answer);
        } catch (StorageUnavailableException e) {
            throw access.unavailable(e);
        }
    }

    private static boolean isAbsent(String parameter) {
        return parameter == null || parameter.isBlank();
    }

    private static RuntimeException badRequest(String message) {
        return ErrorResponse.error(message, Response.Status.BAD_REQUEST);
    }
}
