package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.PartnerProvider;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A client that authenticates with an assertion of an identity provider needs its API key too. */
@KeycloakTest
class FederatedAssertionIT {

    @AutoClose
    private static PartnerProvider partner = PartnerProvider.start();

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("federated-assertion")
                .jsonForAll()
                .apiKeysForMarkedClients()
                .with("identityProviders", List.of(partner.asIdentityProvider()))
                .client("keyed", client("workload-1", true))
                .client("free", client("workload-2", false));
    }

    private static Map<String, ?> client(String subject, boolean needsKey) {
        return Map.of(
                "clientAuthenticatorType",
                "federated-jwt",
                "serviceAccountsEnabled",
                true,
                "attributes",
                Map.of(
                        "jwt.credential.issuer",
                        "partner",
                        "jwt.credential.sub",
                        subject,
                        "needs-key",
                        String.valueOf(needsKey)));
    }

    private Answer send(boolean json, String assertion, String key) {
        Map<String, ?> parameters = Map.of(
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                assertion);
        return json
                ? http.json(realm.token(), parameters, ApiKeys.HEADER, key)
                : http.form(realm.token(), parameters, ApiKeys.HEADER, key);
    }

    private static String assertion(String subject) {
        return partner.clientAssertion(subject, realm.uri("").toString());
    }

    @Test
    void needsTheKeyAndIsNotConsumedWithoutIt() {
        String key = ApiKeys.forRealm(realm).issue("keyed").secret();
        for (boolean json : List.of(false, true)) {
            String assertion = assertion("workload-1");
            InvalidClientAnswer.assertIs(send(json, assertion, "none"));
            send(json, assertion, key).expect(200);
            assertThat(send(json, assertion, key).status())
                    .as("the same assertion again")
                    .isBetween(400, 401);
        }
    }

    @Test
    void needsNoKeyWithoutAPolicy() {
        for (boolean json : List.of(false, true)) {
            send(json, assertion("workload-2"), "none").expect(200);
        }
    }

    @Test
    void assertionOfAnUnknownSubjectIsRejected() {
        for (boolean json : List.of(false, true)) {
            assertThat(send(json, assertion("workload-3"), "none").status()).isBetween(400, 401);
        }
    }
}
