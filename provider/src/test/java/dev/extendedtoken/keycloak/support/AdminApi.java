package dev.extendedtoken.keycloak.support;

import dev.extendedtoken.keycloak.server.Keycloak;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Keycloak's Admin REST API, as the administrator of the server or as another user. */
public final class AdminApi {

    /** Shorter than the minute that an admin-cli token lives. */
    private static final Duration TOKEN_USE = Duration.ofSeconds(40);

    private final Http http = Http.client();
    private final URI server;
    private final String realm;
    private final String username;
    private final String password;
    private String token;
    private Instant renewAt = Instant.EPOCH;

    public AdminApi(Keycloak keycloak) {
        this(keycloak, "master", "admin", "admin");
    }

    /** As a user of another realm, with that user's rights. */
    AdminApi(Keycloak keycloak, String realm, String username, String password) {
        this.server = keycloak.http();
        this.realm = realm;
        this.username = username;
        this.password = password;
    }

    /** @param path below {@code /admin/realms}, with its leading slash */
    public Answer get(String path) {
        return http.get(uri(path), authorization());
    }

    public Answer post(String path, Object body) {
        return postText(path, Http.JSON, Http.toJson(body));
    }

    /** A body as it stands; no content type if that is null. */
    public Answer postText(String path, String contentType, String body) {
        return http.post(uri(path), contentType, BodyPublishers.ofString(body), authorization());
    }

    public Answer put(String path, Object body) {
        return http.send(Http.request(uri(path), authorization())
                .header("Content-Type", Http.JSON)
                .PUT(BodyPublishers.ofString(Http.toJson(body))));
    }

    public Answer delete(String path) {
        return http.method("DELETE", uri(path), authorization());
    }

    /** What the server consists of: providers, features, themes. */
    public Answer serverInfo() {
        return http.get(URI.create(server + "/admin/serverinfo"), authorization());
    }

    private URI uri(String path) {
        return URI.create(server + "/admin/realms" + path);
    }

    /** The header, name and value, that makes a request the administrator's. */
    public synchronized String[] authorization() {
        if (Instant.now().isAfter(renewAt)) {
            token = http.form(
                            URI.create(server + "/realms/" + realm + "/protocol/openid-connect/token"),
                            Map.of(
                                    "grant_type",
                                    "password",
                                    "client_id",
                                    "admin-cli",
                                    "username",
                                    username,
                                    "password",
                                    password))
                    .expect(200)
                    .text("access_token");
            renewAt = Instant.now().plus(TOKEN_USE);
        }
        return new String[] {"Authorization", "Bearer " + token};
    }
}
