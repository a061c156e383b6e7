package dev.extendedtoken.keycloak.userjwt;

import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.DEMO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.HEADER;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The revocation of an access token is stored for as long as a policy can accept the token as a user JWT. */
@Tag("modes")
@KeycloakTest
class UserJwtRevocationsIT {

    /** For which Keycloak itself remembers a revocation at least. */
    private static final int KEYCLOAKS_OWN_SECONDS = 11;

    @InjectRealm
    private static UserJwtRealm realm;

    static RealmFile realmFile() {
        RealmFile file = UserJwtRealm.file("user-jwt-revocations");
        for (String client : List.of("taken", "not-taken")) {
            file.client(
                    client,
                    Map.of(
                            "publicClient",
                            true,
                            "directAccessGrantsEnabled",
                            true,
                            "attributes",
                            Map.of("access.token.lifespan", "2")));
        }
        UserJwtRealm.enforced(
                file, "partner", Map.of("issued-to", List.of("shop", "taken"), "max-expired-seconds", "3600"));
        UserJwtRealm.enforced(file, "brief", Map.of("issued-to", List.of("not-taken"), "max-expired-seconds", "1"));
        return file;
    }

    /** Also one that has expired already when it is revoked. */
    @Test
    void isStoredWhileAPolicyAcceptsTheToken() {
        String refresh = refreshToken();
        String early = realm.jwt("taken", DEMO);
        String late = realm.jwt("taken", DEMO);
        String live = realm.jwt("taken", DEMO);
        revoke("taken", early);
        waitFor(expiry(late) + 1);
        revoke("taken", late);
        waitFor(Instant.now().getEpochSecond() + KEYCLOAKS_OWN_SECONDS + 1);
        realm.refresh("partner", refresh, HEADER, early).expect(401);
        realm.refresh("partner", refresh, HEADER, late).expect(401);
        realm.refresh("partner", refresh, HEADER, live).expect(200);
    }

    /** An administrator who makes a policy accept more tokens sets a not-before for those issued until then. */
    @Test
    void isRemovedOnceNoPolicyAcceptsTheToken() {
        String refresh = refreshToken();
        String revoked = realm.jwt("not-taken", DEMO);
        revoke("not-taken", revoked);
        waitFor(expiry(revoked) + KEYCLOAKS_OWN_SECONDS + 1);
        realm.refresh("partner", refresh, HEADER, revoked).expect(401);
        takeNotTaken();
        realm.refresh("partner", refresh, HEADER, revoked).expect(200);
        notBefore(Instant.now().getEpochSecond());
        realm.refresh("partner", refresh, HEADER, revoked).expect(401);
        realm.refresh("partner", refresh, HEADER, realm.jwt("not-taken", DEMO)).expect(200);
    }

    private static String refreshToken() {
        return realm.exchange("partner", realm.code("partner"), HEADER, realm.jwt())
                .expect(200)
                .text("refresh_token");
    }

    private static long expiry(String jwt) {
        return Claims.parse(jwt).get("exp").longValue();
    }

    private static void waitFor(long second) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().getEpochSecond() > second);
    }

    private static void revoke(String client, String jwt) {
        Http.client()
                .form(
                        realm.realm().uri("/protocol/openid-connect/revoke"),
                        Map.of("client_id", client, "token", jwt, "token_type_hint", "access_token"))
                .expect(200);
    }

    private static void takeNotTaken() {
        String path = "/" + realm.realm().name() + "/client-policies/profiles";
        JsonNode profiles = realm.realm().admin().get(path).expect(200).json();
        for (JsonNode profile : profiles.get("profiles")) {
            if (profile.get("name").textValue().equals("partner")) {
                ((ArrayNode) profile.at("/executors/0/configuration/issued-to")).add("not-taken");
            }
        }
        realm.realm().admin().put(path, profiles).expect(204);
    }

    private static void notBefore(long second) {
        JsonNode client = realm.realm().client("not-taken");
        ((ObjectNode) client).put("notBefore", second);
        realm.realm()
                .admin()
                .put("/" + realm.realm().name() + "/clients/" + client.get("id").textValue(), client)
                .expect(204);
    }
}
