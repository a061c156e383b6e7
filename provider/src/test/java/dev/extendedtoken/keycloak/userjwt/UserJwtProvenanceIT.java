package dev.extendedtoken.keycloak.userjwt;

import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.DEMO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A user JWT must come from a login of the user. Tokens that derive from another token are rejected. */
@Tag("modes")
@KeycloakTest
class UserJwtProvenanceIT {

    @InjectRealm
    private static UserJwtRealm realm;

    static RealmFile realmFile() {
        RealmFile file = UserJwtRealm.exchanging(
                        UserJwtRealm.file("user-jwt-provenance"),
                        "mobile",
                        Map.of("standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION"))
                .client("resources", RealmFile.resourceServer("resources-secret", "basket"));
        UserJwtRealm.enforced(file, "app", Map.of("issued-to", List.of("shop", "exchanging")));
        UserJwtRealm.enforced(file, "at-login", Map.of("issued-to", List.of("shop", "exchanging")));
        UserJwtRealm.stepTakes(file, "shop##exchanging");
        return file;
    }

    /** Rejected with a code, at a refresh, and at a login. */
    private static void takenNowhere(String jwt) {
        assertThat(realm.exchange("app", realm.code("app"), HEADER, jwt)
                        .expect(401)
                        .text("error"))
                .isEqualTo("invalid_token");
        assertThat(realm.realm()
                        .events("CODE_TO_TOKEN_ERROR")
                        .get(0)
                        .get("details")
                        .get("reason")
                        .textValue())
                .isEqualTo("user_jwt_restricted");
        Answer tokens =
                realm.exchange("app", realm.code("app"), HEADER, realm.jwt()).expect(200);
        realm.refresh("app", tokens.text("refresh_token"), HEADER, jwt).expect(401);
        assertThat(atLogin(jwt).expect(200).body()).contains("kc-form-login");
    }

    private static void taken(String jwt) {
        realm.exchange("app", realm.code("app"), HEADER, jwt).expect(200);
        atLogin(jwt).expect(302);
    }

    private static Answer atLogin(String jwt) {
        Map<String, String> request = UserJwtRealm.request();
        request.put("client_id", "at-login");
        request.put("redirect_uri", UserJwtRealm.CALLBACK);
        return Http.browser().get(realm.authorize(request), "Accept", "text/html", HEADER, jwt);
    }

    private static Answer exchanged(String subject, String... parameters) {
        Map<String, String> request = new TreeMap<>(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                subject,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token"));
        for (int i = 0; i < parameters.length; i += 2) {
            request.put(parameters[i], parameters[i + 1]);
        }
        return realm.token("exchanging", request).expect(200);
    }

    private static Answer exchangedWithRefreshToken(String subject) {
        return exchanged(subject, "requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token");
    }

    @Test
    void aPlainExchange() {
        takenNowhere(exchanged(realm.jwt("mobile", DEMO)).text("access_token"));
    }

    @Test
    void anExchangeWithARefreshToken() {
        takenNowhere(exchangedWithRefreshToken(realm.jwt("mobile", DEMO)).text("access_token"));
    }

    /** Its id names the refresh; the claim tells where the refresh token came from. */
    @Test
    void aRefreshOfAnExchange() {
        Answer exchanged = exchangedWithRefreshToken(realm.jwt("mobile", DEMO));
        Answer refreshed =
                realm.refresh("exchanging", exchanged.text("refresh_token")).expect(200);
        takenNowhere(refreshed.text("access_token"));
        takenNowhere(realm.refresh("exchanging", refreshed.text("refresh_token"))
                .expect(200)
                .text("access_token"));
    }

    @Test
    void anExchangeOfItsOwnToken() {
        Answer own = realm.token("exchanging", password());
        Answer exchanged = exchangedWithRefreshToken(own.expect(200).text("access_token"));
        takenNowhere(exchanged.text("access_token"));
        takenNowhere(realm.refresh("exchanging", exchanged.text("refresh_token"))
                .expect(200)
                .text("access_token"));
    }

    /** One exchange in a session does not ban the tokens of a login in it. */
    @Test
    void aLoginInTheSameSession() {
        Answer own = realm.token("exchanging", password()).expect(200);
        exchangedWithRefreshToken(own.text("access_token"));
        taken(own.text("access_token"));
        taken(realm.refresh("exchanging", own.text("refresh_token")).expect(200).text("access_token"));
        taken(realm.jwt());
    }

    private static Map<String, String> password() {
        return Map.of("grant_type", "password", "username", DEMO, "password", DEMO, "scope", "openid");
    }

    @Test
    void aUmaTicket() {
        takenNowhere(ticket().text("access_token"));
    }

    @Test
    void aRefreshOfAUmaTicket() {
        Answer ticket = ticket();
        Answer refreshed = refreshAtShop(ticket.text("refresh_token"));
        takenNowhere(refreshed.text("access_token"));
        takenNowhere(refreshAtShop(refreshed.text("refresh_token")).text("access_token"));
    }

    @Test
    void theLoginBehindAUmaTicket() {
        Answer login = realm.login("shop", DEMO, "openid");
        ticket(login.text("access_token"));
        taken(login.text("access_token"));
        taken(refreshAtShop(login.text("refresh_token")).text("access_token"));
    }

    private static Answer ticket() {
        return ticket(realm.jwt());
    }

    private static Answer ticket(String jwt) {
        return Http.client()
                .form(
                        realm.realm().token(),
                        Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", "resources"),
                        "Authorization",
                        "Bearer " + jwt)
                .expect(200);
    }

    private static Answer refreshAtShop(String token) {
        return Http.client()
                .form(
                        realm.realm().token(),
                        Map.of("grant_type", "refresh_token", "client_id", "shop", "refresh_token", token))
                .expect(200);
    }
}
