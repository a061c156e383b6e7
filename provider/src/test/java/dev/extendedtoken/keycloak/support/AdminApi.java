package dev.extendedtoken.keycloak.support;

import dev.extendedtoken.keycloak.server.Keycloak;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Keycloak's Admin REST API, as the administrator of the server. */
public final class AdminApi {

    /** Shorter than the minute that an admin-cli token lives. */
    private static final Duration TOKEN_USE = Duration.ofSeconds(40);

    private final Http http = Http.client();
    private final URI server;
    private String token;
    private Instant renewAt = Instant.EPOCH;

    public AdminApi(Keycloak keycloak) {
        this.server = keycloak.http();
    }

    /** @param path below {@code /admin/realms}, with its leading slash */
    public Answer get(String path) {
        return http.get(uri(path), authorization());
    }

    public Answer post(String path, Object body) {
        return http.post(uri(path), Http.JSON, Http.toJson(body), authorization());
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
                            URI.create(server + "/realms/master/protocol/openid-connect/token"),
                            Map.of(
                                    "grant_type", "password",
                                    "client_id", "admin-cli",
                                    "username", "admin",
                                    "password", "admin"))
                    .expect(200)
                    .text("access_token");
            renewAt = Instant.now().plus(TOKEN_USE);
        }
        return new String[] {"Authorization", "Bearer " + token};
    }
}
