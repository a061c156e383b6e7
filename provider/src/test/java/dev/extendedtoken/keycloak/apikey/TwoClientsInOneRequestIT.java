package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A request can name two clients, in any two of the places where Keycloak reads a client id. A token is issued only
 * with the API key of the client that receives it.
 */
@KeycloakTest
class TwoClientsInOneRequestIT {

    private static final String SECRET = "of-more-than-thirty-two-characters-secret";
    private static final List<String> CLIENTS = List.of("alpha", "beta", "free");
    private static final Set<String> NEED_KEYS = Set.of("alpha", "beta", "alpha-jwt", "beta-jwt");

    /** Where a request names a client. */
    enum Place {
        BASIC {
            @Override
            void name(String client, Sent request) {
                request.authorizations.add(Http.basic(client, SECRET));
            }
        },
        BODY {
            @Override
            void name(String client, Sent request) {
                request.parameters.put("client_id", client);
                request.parameters.put("client_secret", SECRET);
            }
        },
        ASSERTION {
            @Override
            void name(String client, Sent request) {
                request.parameters.put(
                        "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
                request.parameters.put(
                        "client_assertion",
                        Jwt.assertion(client, client, realm.uri("").toString()).signedWith(SECRET));
            }

            @Override
            String who(String client) {
                return client + "-jwt";
            }
        },
        /** Only names the client. A client that signs assertions has no secret here. */
        BASIC_CLAIM {
            @Override
            void name(String client, Sent request) {
                request.authorizations.add(Http.basic(client, "whatever"));
            }

            @Override
            String who(String client) {
                return client + "-jwt";
            }
        },
        BODY_CLAIM {
            @Override
            void name(String client, Sent request) {
                request.parameters.put("client_id", client);
            }

            @Override
            String who(String client) {
                return client + "-jwt";
            }
        },
        /** UMA only: the client that the bearer token was issued to. */
        BEARER {
            @Override
            void name(String client, Sent request) {
                request.authorizations.add("Bearer " + bearers.get(client));
                request.parameters.put("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket");
                request.parameters.put("audience", "resources");
            }
        };

        abstract void name(String client, Sent request);

        /** An assertion works only for clients that are registered for one. */
        String who(String client) {
            return client;
        }
    }

    private static final class Sent {
        final Map<String, Object> parameters = new LinkedHashMap<>(Map.of("grant_type", "client_credentials"));
        final List<String> authorizations = new ArrayList<>();
    }

    @InjectRealm
    private static TestRealm realm;

    private static Map<String, String> keys;
    private static Map<String, String> bearers;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        RealmFile file = RealmFile.named("two-clients-in-one-request")
                .jsonForAll()
                .apiKeysForMarkedClients()
                .user("anna", "anna-secret")
                .client("resources", RealmFile.resourceServer(SECRET, "basket"));
        for (String client : CLIENTS) {
            for (Place place : List.of(Place.BASIC, Place.ASSERTION)) {
                String who = place.who(client);
                file.client(who, client(who, place));
            }
        }
        return file;
    }

    @BeforeAll
    static void prepare() {
        keys = new LinkedHashMap<>();
        NEED_KEYS.forEach(
                who -> keys.put(who, ApiKeys.forRealm(realm).issue(who).secret()));
        bearers = new LinkedHashMap<>();
        CLIENTS.forEach(client -> bearers.put(client, signIn(client)));
    }

    private static Map<String, ?> client(String who, Place place) {
        return Map.of(
                "secret",
                SECRET,
                "clientAuthenticatorType",
                place == Place.ASSERTION ? "client-secret-jwt" : "client-secret",
                "serviceAccountsEnabled",
                true,
                "directAccessGrantsEnabled",
                true,
                "attributes",
                Map.of("needs-key", String.valueOf(NEED_KEYS.contains(who))));
    }

    private static String signIn(String client) {
        return Http.client()
                .form(
                        realm.token(),
                        Map.of("grant_type", "password", "username", "anna", "password", "anna-secret"),
                        "Authorization",
                        Http.basic(client, SECRET),
                        ApiKeys.HEADER,
                        keys.getOrDefault(client, "none"))
                .expect(200)
                .text("access_token");
    }

    @ParameterizedTest
    @EnumSource
    void aTokenNeedsTheKeyOfItsClient(Place first) {
        Set<String> winners = new TreeSet<>();
        for (Place second : Place.values()) {
            for (String one : CLIENTS) {
                for (String other : CLIENTS) {
                    winners.addAll(tryAllKeys(first, first.who(one), second, second.who(other)));
                }
            }
        }
        assertThat(winners).contains(first.who("alpha"), first.who("beta"), first.who("free"));
    }

    /** UMA can be asked whether, without a token: the client then authenticates in the midst of the grant. */
    @Test
    void anUmaDecisionNeedsTheKeyOfItsClient() {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:uma-ticket",
                "audience",
                "resources",
                "permission",
                "basket",
                "response_mode",
                "decision",
                "subject_token",
                bearers.get("free")));
        for (String who : List.of("alpha-jwt", "beta-jwt", "free-jwt")) {
            for (String owner : List.of("nobody", "alpha-jwt", "beta-jwt")) {
                for (boolean json : List.of(false, true)) {
                    Sent request = new Sent();
                    Place.BASIC_CLAIM.name("free-jwt", request);
                    Place.ASSERTION.name(who, request);
                    request.parameters.putAll(parameters);
                    Answer answer = send(request, keys.getOrDefault(owner, "none"), json);
                    assertThat(answer.status())
                            .as("%s with the key of %s, JSON %s: %s", who, owner, json, answer)
                            .isEqualTo(!NEED_KEYS.contains(who) || owner.equals(who) ? 200 : 401);
                }
            }
        }
    }

    /**
     * UMA issues a ticket for the client that the subject token was issued to, even if another client sends the
     * request.
     */
    @Test
    void anUmaTicketForAnotherClientNeedsItsKey() {
        for (boolean json : List.of(false, true)) {
            assertThat(ticket("free", "alpha", "none", json).status()).isEqualTo(401);
            assertThat(ticket("free", "alpha", "beta", json).status()).isEqualTo(401);
            assertThat(ticket("beta", "alpha", "beta", json).status()).isEqualTo(401);
            assertThat(ticket("alpha", "free", "none", json).status()).isEqualTo(401);
            assertThat(authorizedParty(ticket("alpha", "free", "alpha", json).expect(200)))
                    .isEqualTo("free");
            assertThat(authorizedParty(ticket("alpha", "alpha", "alpha", json).expect(200)))
                    .isEqualTo("alpha");
        }
    }

    private Answer ticket(String client, String subject, String keyOf, boolean json) {
        Sent request = new Sent();
        Place.BASIC.name(client, request);
        request.parameters.put("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket");
        request.parameters.put("audience", "resources");
        request.parameters.put("subject_token", bearers.get(subject));
        return send(request, keys.getOrDefault(keyOf, "none"), json);
    }

    /** The token endpoint drops control characters from parameters, so another spelling is the same grant. */
    @Test
    void anotherSpellingOfTheGrantTypeNeedsTheKey() {
        for (String spelling : List.of(
                "urn:ietf:params:oauth:grant-type:uma-ticket\u0001",
                "\u0000urn:ietf:params:oauth:grant-type:uma-ticket",
                "urn:ietf:params:oauth:grant-type:uma-ticket%0A")) {
            for (String mode : List.of("decision", "permissions", "")) {
                Sent request = new Sent();
                Place.BEARER.name("alpha", request);
                request.parameters.put("client_id", "free");
                request.parameters.put("grant_type", spelling);
                request.parameters.put("response_mode", mode);
                for (boolean json : List.of(false, true)) {
                    Answer refused = send(request, "none", json);
                    assertThat(refused.status()).as(refused.toString()).isBetween(400, 401);
                }
            }
        }
    }

    private Set<String> tryAllKeys(Place first, String one, Place second, String other) {
        Set<String> winners = new TreeSet<>();
        Set<String> owners = new TreeSet<>(List.of("nobody", one, other));
        for (String owner : owners) {
            String key = keys.getOrDefault(owner, "none");
            for (boolean json : List.of(false, true)) {
                Answer answer = send(first, one, second, other, key, json);
                String what = first + " " + one + ", " + second + " " + other + ", key of " + owner + ", JSON " + json
                        + ": " + answer;
                assertThat(answer.status()).as(what).isIn(200, 400, 401, 403);
                if (answer.status() == 200) {
                    String winner = authorizedParty(answer);
                    winners.add(winner);
                    assertThat(!NEED_KEYS.contains(winner) || owner.equals(winner))
                            .as("token for %s by %s", winner, what)
                            .isTrue();
                }
            }
        }
        return winners;
    }

    private Answer send(Place first, String one, Place second, String other, String key, boolean json) {
        Sent request = new Sent();
        first.name(one, request);
        second.name(other, request);
        return send(request, key, json);
    }

    private Answer send(Sent request, String key, boolean json) {
        List<String> headers = new ArrayList<>(List.of(ApiKeys.HEADER, key));
        request.authorizations.forEach(value -> headers.addAll(List.of("Authorization", value)));
        String[] all = headers.toArray(String[]::new);
        return json
                ? http.json(realm.token(), request.parameters, all)
                : http.form(realm.token(), request.parameters, all);
    }

    private static String authorizedParty(Answer answer) {
        String claims = answer.text("access_token").split("\\.")[1];
        try {
            JsonNode token = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(claims));
            return token.get("azp").textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
