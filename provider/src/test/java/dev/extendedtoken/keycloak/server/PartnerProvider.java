package dev.extendedtoken.keycloak.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An OpenID Provider to which a realm sends its users to sign in (identity brokering). It has no pages: the test follows
 * the browser there and lets it come back signed in.
 */
public final class PartnerProvider implements AutoCloseable {

    private static final String ISSUER = "https://partner.example";
    private static final String CLIENT = "keycloak";
    private static final String SUBJECT = "anna at the partner";

    private final SigningKey key = SigningKey.generate();
    private final Map<String, String> idTokens = new ConcurrentHashMap<>();
    private final HttpServer server;

    private PartnerProvider(HttpServer server) {
        this.server = server;
    }

    public static PartnerProvider start() {
        try {
            // On every interface: a server in a container does not come over the loopback.
            HttpServer server = HttpServer.create(new InetSocketAddress(0), 0);
            PartnerProvider partner = new PartnerProvider(server);
            server.createContext("/token", partner::token);
            server.start();
            return partner;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the realm has to know it, under the alias {@code partner}. */
    public Map<String, ?> asIdentityProvider() {
        return Map.of(
                "alias",
                "partner",
                "providerId",
                "oidc",
                "enabled",
                true,
                "config",
                Map.ofEntries(
                        Map.entry("issuer", ISSUER),
                        Map.entry("clientId", CLIENT),
                        Map.entry("clientSecret", "partner-secret"),
                        Map.entry("clientAuthMethod", "client_secret_post"),
                        Map.entry("authorizationUrl", ISSUER + "/auth"),
                        Map.entry(
                                "tokenUrl",
                                "http://" + Servers.testMachine() + ":"
                                        + server.getAddress().getPort() + "/token"),
                        Map.entry("disableUserInfo", "true"),
                        Map.entry("validateSignature", "true"),
                        Map.entry("useJwksUrl", "false"),
                        Map.entry("publicKeySignatureVerifier", key.pem()),
                        Map.entry("backchannelSupported", "true"),
                        Map.entry("supportsClientAssertions", "true"),
                        Map.entry("defaultScope", "openid")));
    }

    /** The id of the user at this provider, to which a user of the realm is linked. */
    public Map<String, String> identity() {
        return Map.of("identityProvider", "partner", "userId", SUBJECT, "userName", "anna");
    }

    /**
     * Signs the user in.
     *
     * @param request where the realm has sent the browser
     * @param session the name of the session here
     * @return where the browser goes next
     */
    public URI signIn(URI request, String session) {
        String code = UUID.randomUUID().toString();
        Instant now = Instant.now();
        idTokens.put(
                code,
                Jwt.fresh()
                        .claim("iss", ISSUER)
                        .claim("sub", SUBJECT)
                        .claim("aud", CLIENT)
                        .claim("sid", session)
                        .claim("nonce", Login.parameter(request, "nonce"))
                        .claim("exp", now.plusSeconds(300).getEpochSecond())
                        .signedBy(key));
        return URI.create(Login.parameter(request, "redirect_uri") + "?"
                + Http.encode(Map.of("state", Login.parameter(request, "state"), "code", code)));
    }

    /** OpenID Connect Back-Channel Logout 1.0 section 2.4: says that a session here has ended. */
    public String logoutToken(String session) {
        return Jwt.fresh()
                .header("typ", "logout+jwt")
                .claim("iss", ISSUER)
                .claim("sub", SUBJECT)
                .claim("aud", CLIENT)
                .claim("sid", session)
                .claim("exp", Instant.now().plusSeconds(60).getEpochSecond())
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
                .signedBy(key);
    }

    /** An assertion by which a workload that is known here authenticates as a client elsewhere (RFC 7523). */
    public String clientAssertion(String subject, String audience) {
        return Jwt.assertion(ISSUER, subject, audience).signedBy(key);
    }

    private void token(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String code = form.replaceFirst("(?:.*&)?code=([^&]*).*", "$1");
            byte[] answer = Http.toJson(Map.of(
                            "access_token", "opaque",
                            "token_type", "Bearer",
                            "id_token", idTokens.remove(code)))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", Http.JSON);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
