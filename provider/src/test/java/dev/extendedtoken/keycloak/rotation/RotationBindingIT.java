package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.server.TestCertificates;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Bound refresh tokens (DPoP, mutual TLS): a retry needs the key too, and a request without the key changes nothing.
 */
@Tag("modes")
@KeycloakTest
class RotationBindingIT {

    private static final Map<String, String> PASSWORD = Map.of(
            "grant_type", "password",
            "username", "anna",
            "password", RotationRealm.PASSWORD,
            "scope", "openid");

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("rotation-binding");
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        file.client("dpop", publicClient("dpop.bound.access.tokens"));
        file.client("mtls", publicClient("tls.client.certificate.bound.access.tokens"));
        file.client("optional", publicClient("unused"));
        RotationRealm.profile(
                file, "kept", Map.of("grace-period", 0, "reuse-action", "keep-family", "family-lifetime", 3600));
        file.client("kept", publicClient("unused", "kept"));
        RotationRealm.client(file, "confidential", "long");
        return file;
    }

    private static Map<String, ?> publicClient(String binding) {
        return publicClient(binding, "long");
    }

    private static Map<String, ?> publicClient(String binding, String rotation) {
        return Map.of(
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "attributes",
                Map.of(binding, "true", "rotation", rotation));
    }

    /** A client with or without the key. */
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
        Tokens first = Tokens.from(owner.send(login).expect(200));
        for (Holder thief : new Holder[] {another, none}) {
            assertThat(thief.refresh(client, first.refresh()).status()).isBetween(400, 401);
        }
        Tokens second = Tokens.from(owner.refresh(client, first.refresh()).expect(200));
        assertThat(second.refreshClaims().get("cnf"))
                .isEqualTo(first.refreshClaims().get("cnf"));
        for (Holder thief : new Holder[] {another, none}) {
            assertThat(thief.refresh(client, first.refresh()).status()).isBetween(400, 401);
            assertThat(thief.refresh(client, second.refresh()).status()).isBetween(400, 401);
        }
        Tokens again = Tokens.from(owner.refresh(client, first.refresh()).expect(200));
        assertThat(again.refresh()).isEqualTo(second.refresh());
        assertThat(again.accessClaims().get("cnf"))
                .isEqualTo(first.accessClaims().get("cnf"));
        Tokens third = Tokens.from(owner.refresh(client, second.refresh()).expect(200));
        assertThat(another.refresh(client, first.refresh()).status())
                .as("a used token in a thief's hand")
                .isBetween(400, 401);
        Tokens last = supersede(owner, client, third);
        assertThat(owner.refresh(client, first.refresh()).status()).isEqualTo(400);
        assertThat(owner.refresh(client, last.refresh()).status()).isEqualTo(400);
    }

    /** As {@link RotationClient#supersede}. */
    private static Tokens supersede(Holder owner, String client, Tokens tokens) {
        Tokens live = tokens;
        for (int generation = 0; generation <= FirstUses.MAX; generation++) {
            live = Tokens.from(owner.refresh(client, live.refresh()).expect(200));
        }
        return live;
    }

    /** {@code keep-family} is in force for a public client if its tokens are bound. */
    @Test
    void reuseOfABoundTokenCanKeepTheFamily() {
        assertThat(keepsFamily("kept", proving(SigningKey.generate()))).isTrue();
        assertThat(keepsFamily("kept", realm("http", null)))
                .as("a public client without a key")
                .isFalse();
    }

    private static boolean keepsFamily(String client, Holder owner) {
        Map<String, String> login = new TreeMap<>(PASSWORD);
        login.put("client_id", client);
        Tokens first = Tokens.from(owner.send(login).expect(200));
        Tokens second = Tokens.from(owner.refresh(client, first.refresh()).expect(200));
        Answer reuse = owner.refresh(client, first.refresh()).expect(400);
        assertThat(reuse.text("error")).isEqualTo("invalid_grant");
        JsonNode event = realm.events("REFRESH_TOKEN_ERROR").get(0);
        assertThat(event.at("/details/reason").textValue()).isEqualTo("refresh_token_reuse");
        boolean kept = owner.refresh(client, second.refresh()).status() == 200;
        assertThat(event.at("/details").has("refresh_token_family_kept")).isEqualTo(kept);
        return kept;
    }

    /** A retry cannot bind or unbind a response that was already issued, and revokes nothing. */
    @Test
    void aRetryKeepsTheBindingOfItsAnswer() {
        keepsBinding(parameters -> {
            parameters.put("client_id", "optional");
            return parameters;
        });
    }

    /** The refresh token of a confidential client is not bound, the access token is. */
    @Test
    void aRetryOfAConfidentialClientKeepsTheBindingOfItsAnswer() {
        keepsBinding(parameters -> {
            parameters.put("client_id", "confidential");
            parameters.put("client_secret", RotationRealm.secret("confidential"));
            return parameters;
        });
    }

    private static void keepsBinding(UnaryOperator<Map<String, String>> client) {
        Holder owner = proving(SigningKey.generate());
        Holder another = proving(SigningKey.generate());
        Holder none = realm("http", null);
        Tokens first =
                Tokens.from(none.send(client.apply(new TreeMap<>(PASSWORD))).expect(200));
        assertThat(first.accessClaims().has("cnf")).isFalse();
        Map<String, String> refresh =
                client.apply(new TreeMap<>(Map.of("grant_type", "refresh_token", "refresh_token", first.refresh())));
        Tokens second = Tokens.from(owner.send(refresh).expect(200));
        for (Holder thief : new Holder[] {another, none}) {
            Answer answer = thief.send(refresh).expect(400);
            assertThat(answer.text("error")).isEqualTo("invalid_grant");
        }
        assertThat(realm.events("REFRESH_TOKEN_ERROR")
                        .get(0)
                        .at("/details/reason")
                        .textValue())
                .isEqualTo("refresh_token_other_binding");
        Tokens again = Tokens.from(owner.send(refresh).expect(200));
        assertThat(again.refresh()).isEqualTo(second.refresh());
        assertThat(again.accessClaims().get("cnf"))
                .isEqualTo(second.accessClaims().get("cnf"));
        refresh.put("refresh_token", second.refresh());
        owner.send(refresh).expect(200);
    }

    /** The other way round: what was answered without a proof is not bound by a retry. */
    @Test
    void aRetryDoesNotBindAnAnswer() {
        Holder owner = realm("http", null);
        Map<String, String> login = new TreeMap<>(PASSWORD);
        login.put("client_id", "optional");
        Tokens first = Tokens.from(owner.send(login).expect(200));
        Tokens second = Tokens.from(owner.refresh("optional", first.refresh()).expect(200));
        Holder thief = proving(SigningKey.generate());
        assertThat(thief.refresh("optional", first.refresh()).expect(400).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(Tokens.from(owner.refresh("optional", first.refresh()).expect(200))
                        .refresh())
                .isEqualTo(second.refresh());
        owner.refresh("optional", second.refresh()).expect(200);
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
