package dev.extendedtoken.keycloak.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients a request names, and in which order they count. */
class ClientClaimsTest {

    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";
    private static final String PRE_AUTHORIZED_CODE = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

    private final MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    private String authorization;
    private String bearer;
    private String query;

    @Test
    void aRequestMayNameNone() {
        assertNames();
    }

    @Test
    void theFormBeatsBasicAndBasicAnAssertionAndThatTheUrl() {
        form.putSingle("client_id", "of-form");
        form.putSingle("client_assertion", jwt("{\"iss\":\"of-assertion\",\"sub\":\"of-assertion\"}"));
        authorization = basic("of-basic:secret");
        query = "of-url";
        assertNames(id("of-form"), id("of-basic"), id("of-assertion"), id("of-url"));
    }

    @Test
    void onlyTheFirstOfRepeatedParametersCounts() {
        form.add("client_id", "first");
        form.add("client_id", "second");
        assertNames(id("first"));
    }

    /** Client authenticators do not drop them, and the token endpoint does. */
    @Test
    void aClientIdKeepsItsControlCharacters() {
        form.putSingle("client_id", "sh\u0001op");
        assertNames(id("sh\u0001op"));
    }

    @Test
    void anEmptyClientIdIsOne() {
        form.putSingle("client_id", "");
        assertNames(id(""));
    }

    @Test
    void theIdOfBasicIsDecoded() {
        authorization = basic("my+shop%3A1:secret");
        assertNames(id("my shop:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz:secret", "%:secret"})
    void anIdOfBasicThatCannotBeDecodedNamesNobody(String credentials) {
        authorization = basic(credentials);
        assertNames();
    }

    @Test
    void aSecretOfBasicThatCannotBeDecodedIsNotLookedAt() {
        authorization = basic("shop:%zz");
        assertNames(id("shop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer x", "Basic !", "Basic", "", "Negotiate eA=="})
    void otherHeadersNameNobody(String header) {
        authorization = header;
        assertNames();
    }

    /** RFC 7523: another issuer than the client is an identity provider of the realm. */
    @Test
    void anAssertionOfAThirdPartyNamesItsSubject() {
        form.putSingle("client_assertion", jwt("{\"iss\":\"https://idp.example\",\"sub\":\"workload\"}"));
        assertNames(new ClientClaim.FederatedSubject("https://idp.example", "workload"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"iss\":\"shop\"}", "{\"sub\":\"shop\"}", "[]", "no JSON"})
    void anAssertionWithoutIssuerOrSubjectNamesNobody(String claims) {
        form.putSingle("client_assertion", jwt(claims));
        assertNames();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b", "a.b.c", "..."})
    void aTextThatIsNoJwtNamesNobody(String assertion) {
        form.putSingle("client_assertion", assertion);
        assertNames();
    }

    @Test
    void atUmaTheBearerTokenBeatsAll() {
        form.putSingle("grant_type", UMA);
        form.putSingle("client_id", "of-form");
        authorization = "Bearer x";
        bearer = jwt("{\"azp\":\"of-token\"}");
        assertNames(id("of-token"), id("of-form"));
    }

    /** The token endpoint drops control characters from a grant type, so another spelling is the same grant. */
    @ParameterizedTest
    @ValueSource(strings = {UMA + "\u0001", "\u0000" + UMA, UMA + "\n"})
    void soItDoesByAnotherSpellingOfTheGrant(String grant) {
        form.putSingle("grant_type", grant);
        bearer = jwt("{\"azp\":\"of-token\"}");
        assertNames(id("of-token"));
    }

    @ParameterizedTest
    @CsvSource({"client_credentials", PRE_AUTHORIZED_CODE, "''"})
    void atOtherGrantsTheBearerTokenNamesNobody(String grant) {
        form.putSingle("grant_type", grant);
        bearer = jwt("{\"azp\":\"of-token\"}");
        assertNames();
    }

    @Test
    void aBearerTokenWithoutClientNamesNobody() {
        form.putSingle("grant_type", UMA);
        bearer = jwt("{}");
        form.putSingle("client_id", "of-form");
        assertNames(id("of-form"));
    }

    @Test
    void aPreAuthorizedCodeBeatsTheForm() {
        form.putSingle("grant_type", PRE_AUTHORIZED_CODE);
        form.putSingle("pre-authorized_code", "co\u0001de");
        form.putSingle("client_id", "of-form");
        assertNames(new ClientClaim.PreAuthorizedCode("code"), id("of-form"));
    }

    @Test
    void atOtherGrantsAPreAuthorizedCodeNamesNobody() {
        form.putSingle("grant_type", "authorization_code");
        form.putSingle("pre-authorized_code", "code");
        assertNames();
    }

    private void assertNames(ClientClaim... claims) {
        assertThat(all(new ClientClaims(
                        form,
                        Optional.ofNullable(authorization),
                        Optional.ofNullable(bearer),
                        Optional.ofNullable(query))))
                .containsExactly(claims);
    }

    /** All claims of a request, in their order. */
    static List<ClientClaim> all(ClientClaims claims) {
        List<ClientClaim> all = new ArrayList<>();
        claims.first(claim -> {
            all.add(claim);
            return Optional.empty();
        });
        return all;
    }

    private static ClientClaim id(String clientId) {
        return new ClientClaim.Id(clientId);
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static String jwt(String claims) {
        return encoded("{\"alg\":\"HS256\"}") + "." + encoded(claims) + "." + encoded("signature");
    }

    private static String encoded(String part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(StandardCharsets.UTF_8));
    }
}
