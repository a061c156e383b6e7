package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.apikey.console.model.ConsoleLanguage;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.keycloak.models.KeycloakSession;

/**
 * The page and its files. They are the same for everybody, but for the addresses of the server: what a person may see comes
 * from the Admin REST resource of API keys, for the token of that person.
 */
public class ConsoleResource {

    private final KeycloakSession session;
    private final ConsolePlace place;

    ConsoleResource(KeycloakSession session, ConsolePlace place) {
        this.session = session;
        this.place = place;
    }

    /** The page, in the language that the browser prefers. */
    @GET
    public Response page() {
        String language = ConsoleLanguage.choose(
                session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        return respond("text/html;charset=utf-8", new ConsolePage(place, language).html());
    }

    /** A script, the styles, or the texts of a language. */
    @GET
    @Path("{file}")
    public Response file(@PathParam("file") String name) {
        ConsoleFile file = ConsoleFile.find(name).orElseThrow(NotFoundException::new);
        return respond(file.type(), file.text());
    }

    private Response respond(String type, String text) {
        Response.ResponseBuilder response = Response.ok(text.getBytes(StandardCharsets.UTF_8), type);
        new ConsoleHeaders(session).addTo(response, place);
        return response.build();
    }
}
