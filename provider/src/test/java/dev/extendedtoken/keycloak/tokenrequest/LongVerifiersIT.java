package dev.extendedtoken.keycloak.tokenrequest;

import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.VERIFIER;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Code verifiers above the limit of 128 characters (RFC 7636 section 4.1). */
@Tag("version")
@KeycloakTest
class LongVerifiersIT {

    /** As some clients of other systems send it: 128 random bytes in hexadecimal digits. */
    private static final String LONG_VERIFIER = "0123456789abcdef".repeat(16);

    @InjectRealm
    private static RulesRealm rules;

    static RealmFile realmFile() {
        return RulesRealm.everyRule("long-verifiers");
    }

    @ParameterizedTest
    @EnumSource
    void longVerifiersForMatchedClients(BodyFormat format) {
        String code = rules.code("verifiers", LONG_VERIFIER, "S256");
        rules.assertRejected(
                format,
                "verifiers",
                exchange(code, "code_verifier", LONG_VERIFIER + "0"),
                "invalid_request",
                "Invalid parameter: code_verifier has more than 256 characters");
        rules.token(format, "verifiers", exchange(code, "code_verifier", LONG_VERIFIER))
                .expect(200);
        Answer again = rules.token(format, "verifiers", exchange(code, "code_verifier", LONG_VERIFIER))
                .expect(400);
        assertThat(again.text("error")).isEqualTo("invalid_grant");
        // A short one goes on to work for the same client.
        rules.token(format, "verifiers", exchange(rules.code("verifiers", "openid")))
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource({"free, S256", "off, S256", "short-verifiers, S256", "verifiers, plain"})
    void longVerifiersAreRejectedForOtherClients(String client, String method) {
        String code = rules.code(client, method.equals("plain") ? VERIFIER : LONG_VERIFIER, method);
        rules.token(BodyFormat.FORM, client, exchange(code, "code_verifier", LONG_VERIFIER))
                .expect(400);
    }

    /** The code is not valid with the public challenge, its hash or another verifier. */
    @Test
    void aWrongVerifierIsRejected() {
        String challenge = SigningKey.sha256(LONG_VERIFIER);
        for (String wrong :
                List.of(challenge, SigningKey.sha256(challenge), LONG_VERIFIER.replace('0', '1'), VERIFIER)) {
            String code = rules.code("verifiers", LONG_VERIFIER, "S256");
            assertThat(rules.token(BodyFormat.FORM, "verifiers", exchange(code, "code_verifier", wrong))
                            .expect(400)
                            .text("error"))
                    .isEqualTo("invalid_grant");
        }
    }

    @Test
    void shorterVerifiers() {
        String code = rules.code("short-verifiers", "a".repeat(65), "S256");
        rules.assertRejected(
                BodyFormat.FORM,
                "short-verifiers",
                exchange(code, "code_verifier", "a".repeat(65)),
                "invalid_request",
                "Invalid parameter: code_verifier has more than 64 characters");
        rules.token(
                        BodyFormat.FORM,
                        "short-verifiers",
                        exchange(
                                rules.code("short-verifiers", "a".repeat(64), "S256"), "code_verifier", "a".repeat(64)))
                .expect(200);
    }
}
