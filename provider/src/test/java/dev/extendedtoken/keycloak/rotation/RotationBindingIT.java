package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import dev.extendedtoken.keycloak.server.TestCertificates;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens that are bound to a key: a retry needs it as every other refresh does, and who has not changes nothing. */
@ExtendWith(KeycloakExtension.class)
class RotationBindingIT {

    private static final Map<String, String> PASSWORD = Map.of(
            "grant_type", "password",
            "username", "anna",
            "password", RotationRealm.PASSWORD,
            "scope", "openid");

    private static RotationRealm realm;

    @BeforeAll
    static void start(Keycloak keycloak) {
        RealmFile file = RotationRealm.file("rotation-binding");
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        file.client("dpop", publicClient("dpop.bound.access.tokens"));
        file.client("mtls", publicClient("tls.client.certificate.bound.access.tokens"));
        realm = RotationRealm.create(keycloak, file);
    }

    private static Map<String, ?> publicClient(String binding) {
        return Map.of(
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "attributes",
                Map.of(binding, "true", "rotation", "long"));
    }

    @AfterAll
    static void end() {
        realm.close();
    }

    /** One who may or may not have the key. */
    private interface Holder {
        Answer send(Map<String, String> parameters);

        default Answer refresh(String client, String token) {
            return send(Map.of("client_id", client, "grant_type", "refresh_token", "refresh_token", token));
        }
    }

    @Test
    void dpop() {
        bound("dpop", proving(SigningKey.generate()), proving(SigningKey.generate()), realm("http", null));
    }

    @Test
    void mutualTls() {
        bound(
                "mtls",
                realm("https", TestCertificates.Client.ALICE),
                realm("https", TestCertificates.Client.BOB),
                realm("https", null));
    }

    private static void bound(String client, Holder owner, Holder another, Holder none) {
        Map<String, String> login = new TreeMap<>(PASSWORD);
        login.put("client_id", client);
        Tokens first = Tokens.of(owner.send(login).expect(200));
        for (Holder thief : new Holder[] {another, none}) {
            assertThat(thief.refresh(client, first.refresh()).status()).isBetween(400, 401);
        }
        Tokens second = Tokens.of(owner.refresh(client, first.refresh()).expect(200));
        assertThat(second.refreshClaims().get("cnf"))
                .isEqualTo(first.refreshClaims().get("cnf"));
        for (Holder thief : new Holder[] {another, none}) {
            assertThat(thief.refresh(client, first.refresh()).status()).isBetween(400, 401);
            assertThat(thief.refresh(client, second.refresh()).status()).isBetween(400, 401);
        }
        Tokens again = Tokens.of(owner.refresh(client, first.refresh()).expect(200));
        assertThat(again.refresh()).isEqualTo(second.refresh());
        assertThat(again.accessClaims().get("cnf"))
                .isEqualTo(first.accessClaims().get("cnf"));
        Tokens third = Tokens.of(owner.refresh(client, second.refresh()).expect(200));
        assertThat(another.refresh(client, first.refresh()).status())
                .as("a used token in a thief's hand")
                .isBetween(400, 401);
        Tokens fourth = Tokens.of(owner.refresh(client, third.refresh()).expect(200));
        assertThat(owner.refresh(client, first.refresh()).status()).isEqualTo(400);
        assertThat(owner.refresh(client, fourth.refresh()).status()).isEqualTo(400);
    }

    private static Holder proving(SigningKey key) {
        return parameters -> Http.client().form(realm.realm().token(), parameters, "DPoP", proof(key));
    }

    private static Holder realm(String scheme, TestCertificates.Client certificate) {
        if (scheme.equals("http")) {
            return parameters -> Http.client().form(realm.realm().token(), parameters);
        }
        Http http = Http.client(TestCertificates.get().tls(certificate));
        return parameters -> http.form(realm.realm().secure("/protocol/openid-connect/token"), parameters);
    }

    private static String proof(SigningKey key) {
        return Jwt.proof("POST", realm.realm().token(), key).signedBy(key);
    }
}
