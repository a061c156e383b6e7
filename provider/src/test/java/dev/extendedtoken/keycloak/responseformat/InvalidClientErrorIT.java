package dev.extendedtoken.keycloak.responseformat;

import static dev.extendedtoken.keycloak.responseformat.FormatRealm.BAD_CREDENTIALS;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.CLIENT_CREDENTIALS;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.ENVELOPED;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.ORIGIN;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.PLAIN;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.STRICT;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.TRACED;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.responseformat.model.RequestId;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy option "invalid-client": which errors it changes, and which responses no option changes. */
@KeycloakTest
class InvalidClientErrorIT {

    @InjectRealm
    private static FormatRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return FormatRealm.file("invalid-client-error");
    }

    @ParameterizedTest
    @MethodSource("dev.extendedtoken.keycloak.responseformat.FormatRequest#successes")
    void successIsUnchanged(FormatRequest request) {
        FormatRequest fromPage = request.withHeaders("Origin", ORIGIN);
        Answer plain = realm.send(fromPage, PLAIN).expect(request.status());
        for (String client : List.of(ENVELOPED, STRICT)) {
            Answer answer = realm.send(fromPage, client).expect(request.status());
            assertThat(headers(answer)).isEqualTo(headers(plain));
            assertThat(answer.json().fieldNames()).toIterable().containsExactlyElementsOf(() -> plain.json()
                    .fieldNames());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestWithoutAClientIdGetsKeycloaksFormat(FormatEndpoint endpoint) {
        FormatRequest nobody = endpoint.noSecret().withHeaders(RequestId.HEADER, "sent");
        for (Answer answer : List.of(
                realm.send(nobody, "nobody"),
                http.post(realm.uri(endpoint), Http.FORM, endpoint.badForm(), RequestId.HEADER, "sent"),
                http.post(realm.uri(endpoint), Http.FORM, "a=%zz", RequestId.HEADER, "sent"))) {
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
            assertThat(answer.text("error")).matches("[a-z_]+");
            assertThat(answer.json().has("errors")).isFalse();
            assertThat(answer.header(RequestId.HEADER)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "REVOKE", "CIBA", "DEVICE"})
    void failedAuthenticationIsInvalidClient(FormatEndpoint endpoint) {
        for (FormatRequest request :
                List.of(endpoint.wrongSecret(), endpoint.wrongSecretInBody(), endpoint.noSecret())) {
            Answer plain = realm.send(request, PLAIN).expect(401);
            assertThat(plain.text("error")).isEqualTo("unauthorized_client");

            Answer strict = realm.send(request, STRICT).expect(401);
            assertThat(strict.body())
                    .isEqualTo("{\"error\":\"invalid_client\",\"error_description\":\"" + BAD_CREDENTIALS + "\"}");
            assertThat(headers(strict)).isEqualTo(headers(plain));
        }
    }

    /** Keycloak returns 400 here. */
    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "REVOKE", "DEVICE"})
    void anUndecodableSecretIsInvalidClient(FormatEndpoint endpoint) {
        Answer plain = realm.send(endpoint.undecodableSecret(), PLAIN).expect(400);
        assertThat(plain.text("error")).isEqualTo("unauthorized_client");
        assertThat(realm.send(endpoint.undecodableSecret(), STRICT).expect(401).text("error"))
                .isEqualTo("invalid_client");
    }

    /** An undecodable id identifies no client. */
    @ParameterizedTest
    @EnumSource
    void anUndecodableClientIdGetsKeycloaksFormat(FormatEndpoint endpoint) {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("%zz" + TRACED + ":x").getBytes(StandardCharsets.UTF_8));
        Answer answer = http.post(realm.uri(endpoint), Http.FORM, endpoint.badForm(), "Authorization", basic);
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
        assertThat(answer.header(RequestId.HEADER)).isEmpty();
    }

    /** RFC 6749 section 5.2 defines unauthorized_client for this. */
    @Test
    void aGrantNotAllowedForTheClientIsUnauthorizedClient() {
        String password = "grant_type=password&username=anna&password=anna's-secret";
        for (String client : List.of(PLAIN, STRICT)) {
            Answer answer = realm.send(FormatRequest.form("password", 400, FormatEndpoint.TOKEN, password), client);
            assertThat(answer.expect(400).text("error")).isEqualTo("unauthorized_client");
        }
        Answer noAccount = realm.send(
                FormatRequest.form("no account", 401, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS), "without-account");
        assertThat(noAccount.expect(401).text("error")).isEqualTo("unauthorized_client");
    }

    @Test
    void otherErrorCodesAreUnchanged() {
        for (FormatRequest request : List.of(
                FormatEndpoint.TOKEN.badRequest(),
                FormatEndpoint.REVOKE.badRequest(),
                FormatEndpoint.INTROSPECT.wrongSecret(),
                FormatRequest.form("unknown grant type", 400, FormatEndpoint.TOKEN, "grant_type=magic"))) {
            Answer plain = realm.send(request, PLAIN).expect(request.status());
            Answer strict = realm.send(request, STRICT).expect(request.status());
            assertThat(strict.body()).isEqualTo(plain.body());
        }
    }
}
