package dev.extendedtoken.keycloak.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.Wire;
import dev.extendedtoken.keycloak.support.WireAnswer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no media type, at each endpoint that takes a form. */
@KeycloakTest
class MalformedContentTypeIT {

    private static final String OIDC = "/protocol/openid-connect";

    private static final List<String> MALFORMED =
            List.of("invalid/@@##", "</><script>alert(1)</script>", "text", "text/[html]", "");

    private static final List<String> ENDPOINTS = List.of(
            "/token",
            "/token/introspect",
            "/revoke",
            "/ext/par/request",
            "/ext/ciba/auth",
            "/auth/device",
            "/logout/backchannel-logout");

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    private static Answer login;

    static RealmFile realmFile() {
        return RealmFile.named("malformed-content-type")
                .jsonForAll()
                .user("anna", "anna")
                .client(
                        "partner",
                        Map.of(
                                "secret",
                                "partner-secret",
                                "serviceAccountsEnabled",
                                true,
                                "directAccessGrantsEnabled",
                                true,
                                "attributes",
                                Map.of(
                                        "oauth2.device.authorization.grant.enabled",
                                        "true",
                                        "oidc.ciba.grant.enabled",
                                        "true")));
    }

    @BeforeAll
    static void signIn() {
        login = Http.client()
                .form(
                        realm.token(),
                        Map.of("grant_type", "password", "username", "anna", "password", "anna", "scope", "openid"),
                        "Authorization",
                        Http.basic("partner", "partner-secret"))
                .expect(200);
    }

    static Stream<Arguments> malformedAtEachEndpoint() {
        return ENDPOINTS.stream().flatMap(path -> MALFORMED.stream().map(type -> Arguments.of(path, type)));
    }

    @ParameterizedTest
    @MethodSource("malformedAtEachEndpoint")
    void isAnInvalidRequest(String path, String type) {
        WireAnswer answer = post(path, type, Http.basic("partner", "partner-secret"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":\"invalid_request\"").doesNotContain("alert(1)");
    }

    /** Keycloak finds no parameter in such a body: it asks the person, and ends nothing. */
    @Test
    void atTheLogoutEndpointNobodyIsSignedOut() {
        for (String type : MALFORMED) {
            WireAnswer answer = post("/logout", type, Http.basic("partner", "partner-secret"));
            assertThat(answer.status()).as(answer.text()).isBetween(200, 499);
            assertThat(answer.text()).doesNotContain("alert(1)");
        }
        assertThat(userinfo("application/x-www-form-urlencoded").status()).isEqualTo(200);
    }

    /** The token is in a header; the body says nothing. */
    @Test
    void atTheUserinfoEndpointTheTokenDecides() {
        for (String type : MALFORMED) {
            WireAnswer answer = userinfo(type);
            assertThat(answer.status()).as(answer.text()).isIn(200, 400);
            assertThat(answer.text()).doesNotContain("alert(1)");
        }
    }

    private static WireAnswer userinfo(String type) {
        return post("/userinfo", type, "Bearer " + login.text("access_token"));
    }

    @Test
    void anotherTypeAtTheDeviceEndpoint() {
        WireAnswer answer = post("/auth/device", "text/html", Http.basic("partner", "partner-secret"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":\"invalid_request\"");
    }

    private static WireAnswer post(String path, String type, String authorization) {
        String body = Http.encode(Map.of(
                "grant_type",
                "client_credentials",
                "token",
                "x",
                "scope",
                "openid",
                "refresh_token",
                login.text("refresh_token")));
        return new Wire(keycloak.http())
                .send(
                        "POST",
                        "POST /realms/" + realm.name() + OIDC + path + " HTTP/1.1\r\n"
                                + "Host: " + keycloak.http().getAuthority() + "\r\n"
                                + "Authorization: " + authorization + "\r\n"
                                + "Content-Type: " + type + "\r\n"
                                + "Content-Length: " + body.length() + "\r\n"
                                + "Connection: close\r\n\r\n" + body);
    }
}
