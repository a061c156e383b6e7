package dev.extendedtoken.keycloak.tokenrequest;

import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.CALLBACK;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.exchange;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A request that violated a rule is sent again without the violation: its code and its refresh token are still valid.
 * Its client assertion is not, because it is accepted once.
 */
@KeycloakTest
class CorrectedRequestIT {

    private static final String WRONG = CALLBACK + "/wrong";
    private static final SigningKey KEY = SigningKey.generate();

    @InjectRealm
    private static RulesRealm rules;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        RealmFile file = RulesRealm.file("corrected-request");
        RulesRealm.rules(file, "uris", Map.of("allowed-redirect-uris", CALLBACK));
        RulesRealm.client(
                file,
                "signing",
                "uris",
                Map.of(
                        "clientAuthenticatorType",
                        "client-jwt",
                        "attributes",
                        Map.of("rules", "uris", "use.jwks.string", "true", "jwks.string", KEY.jwks())));
        return file;
    }

    @Test
    void aClientAssertionIsAcceptedOnce() {
        String code = rules.code("signing", "openid");
        String used = assertion();
        broken(signed(exchange(code, "redirect_uri", WRONG), used));
        assertThat(signed(exchange(code), used).expect(400).text("error")).isEqualTo("invalid_client");
        Answer tokens = signed(exchange(code), assertion()).expect(200);

        String token = tokens.text("refresh_token");
        used = assertion();
        broken(signed(refresh(token, "redirect_uri", WRONG), used));
        assertThat(signed(refresh(token), used).expect(400).text("error")).isEqualTo("invalid_client");
        signed(refresh(token), assertion()).expect(200);
    }

    private static void broken(Answer answer) {
        assertThat(answer.expect(400).text("error_description")).contains("redirect_uri");
    }

    private Answer signed(Map<String, String> parameters, String assertion) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        all.put("client_assertion", assertion);
        return http.form(rules.realm().token(), all);
    }

    private static String assertion() {
        return Jwt.assertion("signing", "signing", rules.realm().uri("").toString())
                .signedBy(KEY);
    }
}
