package dev.extendedtoken.keycloak.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Any bytes where a request names its client: the lines are grant type, {@code client_id}, {@code Authorization} header,
 * access token, client assertion and the query's {@code client_id}. Where the header has no space its line is Basic's
 * credentials before their encoding; a token's line with a brace is the payload of a JWT.
 */
class ClientClaimsFuzzTest {

    private static final int LINES = 6;
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    @FuzzTest
    void noneMakesTheRequestFail(byte[] input) {
        String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", LINES);
        MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
        line(lines, 0).ifPresent(type -> form.putSingle("grant_type", type));
        line(lines, 1).ifPresent(id -> form.putSingle("client_id", id));
        line(lines, 4).map(ClientClaimsFuzzTest::jwt).ifPresent(jwt -> form.putSingle("client_assertion", jwt));
        ClientClaims claims = new ClientClaims(
                form,
                line(lines, 2).map(ClientClaimsFuzzTest::header),
                line(lines, 3).map(ClientClaimsFuzzTest::jwt),
                line(lines, 5));

        List<ClientClaim> all = ClientClaimsTest.all(claims);

        assertThat(all).doesNotContainNull().hasSizeLessThanOrEqualTo(LINES);
        line(lines, 1).ifPresent(id -> assertThat(all).contains(new ClientClaim.Id(id)));
        line(lines, 5).ifPresent(id -> assertThat(all).last().isEqualTo(new ClientClaim.Id(id)));
    }

    private static Optional<String> line(String[] lines, int index) {
        return index < lines.length && !lines[index].isEmpty() ? Optional.of(lines[index]) : Optional.empty();
    }

    private static String header(String line) {
        return line.indexOf(' ') >= 0
                ? line
                : "Basic " + Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String jwt(String line) {
        return line.indexOf('{') < 0 ? line : encoded("{\"alg\":\"RS256\"}") + "." + encoded(line) + ".c2lnbmF0dXJl";
    }

    private static String encoded(String text) {
        return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
