package dev.extendedtoken.keycloak.support.grant;

import dev.extendedtoken.keycloak.server.AuthenticationDevice;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.DevicePage;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A realm in which the client "shop" may use every grant. Each method of a grant makes all requests before the token
 * request, and returns the token request.
 */
public final class GrantRealm implements AutoCloseable {

    public static final String REDIRECT_URI = "http://localhost/callback";

    private static final String PARTNER = "https://partner.example";

    private static final SigningKey PARTNER_KEY = SigningKey.generate();
    private final Http http = Http.client();
    private final AuthenticationDevice device;
    private final TestRealm realm;
    private final List<String> headers = new ArrayList<>();
    private final List<String> wholesaleHeaders = new ArrayList<>();

    public GrantRealm(TestRealm realm, AuthenticationDevice device) {
        this.device = device;
        this.realm = realm;
        linkUserToPartner();
    }

    /**
     * From now on all requests of the client carry these headers.
     *
     * @param more names and values, alternating
     */
    public GrantRealm withHeaders(String... more) {
        headers.addAll(List.of(more));
        return this;
    }

    /** The same of the other client. */
    public GrantRealm withWholesaleHeaders(String... more) {
        wholesaleHeaders.addAll(List.of(more));
        return this;
    }

    /** The realm before a test adds what it needs. */
    public static RealmFile file(String name) {
        return RealmFile.named(name)
                .allEvents()
                .jsonForMarkedClients()
                .user("anna", "anna's-secret")
                .with("identityProviders", List.of(partner()))
                .client("shop", shop())
                .client("wholesale", wholesale());
    }

    private static Map<String, ?> partner() {
        return Map.of(
                "alias",
                "partner",
                "providerId",
                "jwt-authorization-grant",
                "enabled",
                true,
                "config",
                Map.of(
                        "issuer",
                        PARTNER,
                        "publicKeySignatureVerifier",
                        PARTNER_KEY.pem(),
                        "jwtAuthorizationGrantEnabled",
                        "true"));
    }

    private static Map<String, ?> shop() {
        return Map.of(
                "secret",
                "shop's-secret",
                "redirectUris",
                List.of(REDIRECT_URI),
                "directAccessGrantsEnabled",
                true,
                "serviceAccountsEnabled",
                true,
                "authorizationServicesEnabled",
                true,
                "authorizationSettings",
                Map.of(
                        "policyEnforcementMode",
                        "PERMISSIVE",
                        "resources",
                        List.of(Map.of("name", "basket"), Map.of("name", "orders"))),
                "protocolMappers",
                List.of(RealmFile.ownAudience("shop"), audience("wholesale")),
                "attributes",
                Map.of(
                        "json", "true",
                        "oauth2.device.authorization.grant.enabled", "true",
                        "oidc.ciba.grant.enabled", "true",
                        "standard.token.exchange.enabled", "true",
                        "standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION",
                        "oauth2.jwt.authorization.grant.enabled", "true",
                        "oauth2.jwt.authorization.grant.idp", "partner"));
    }

    /** It is in the audience of the shop's tokens, and a resource server. */
    private static Map<String, ?> wholesale() {
        return Map.of(
                "secret",
                "wholesale-secret",
                "serviceAccountsEnabled",
                true,
                "authorizationServicesEnabled",
                true,
                "authorizationSettings",
                Map.of("policyEnforcementMode", "PERMISSIVE", "resources", List.of(Map.of("name", "pallets"))),
                "attributes",
                Map.of(
                        "json", "true",
                        "standard.token.exchange.enabled", "true",
                        "standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION"));
    }

    private static Map<String, ?> audience(String clientId) {
        Map<String, Object> mapper = new HashMap<>(RealmFile.ownAudience(clientId));
        mapper.put("name", "audience " + clientId);
        return mapper;
    }

    private void linkUserToPartner() {
        String users = "/" + realm.name() + "/users";
        String anna = realm.admin()
                .get(users + "?username=anna")
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .textValue();
        realm.admin()
                .post(
                        users + "/" + anna + "/federated-identity/partner",
                        Map.of("userId", "anna at the partner", "userName", "anna"))
                .expect(204);
    }

    public TestRealm realm() {
        return realm;
    }

    public TokenRequest authorizationCode() {
        String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
        Map<String, String> parameters = Map.of(
                "scope",
                "openid email",
                "nonce",
                "a nonce",
                "code_challenge",
                SigningKey.sha256(verifier),
                "code_challenge_method",
                "S256");
        String code = realm.login("shop", REDIRECT_URI, parameters).codeFor("anna", "anna's-secret");
        return asShop(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                REDIRECT_URI,
                "code_verifier",
                verifier));
    }

    public TokenRequest refreshToken() {
        return asShop(Map.of(
                "grant_type", "refresh_token",
                "refresh_token", signIn().text("refresh_token"),
                "scope", "openid"));
    }

    public TokenRequest clientCredentials() {
        return asShop(Map.of("grant_type", "client_credentials", "scope", "email"));
    }

    public TokenRequest password() {
        return asShop(Map.of(
                "grant_type", "password",
                "username", "anna",
                "password", "anna's-secret",
                "scope", "openid profile"));
    }

    public TokenRequest deviceCode() {
        Answer codes = asShop("/protocol/openid-connect/auth/device", Map.of("scope", "openid"));
        URI link = URI.create(codes.text("verification_uri_complete"));
        new DevicePage().allow(link, "anna", "anna's-secret");
        return asShop(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                codes.text("device_code")));
    }

    public TokenRequest ciba() {
        device.forgetLogins(realm.name());
        Answer started =
                asShop("/protocol/openid-connect/ext/ciba/auth", Map.of("scope", "openid", "login_hint", "anna"));
        http.post(
                        realm.uri("/protocol/openid-connect/ext/ciba/auth/callback"),
                        Http.JSON,
                        Http.toJson(Map.of("status", "SUCCEED")),
                        "Authorization",
                        device.nextLogin(realm.name()))
                .expect(200);
        return asShop(
                Map.of("grant_type", "urn:openid:params:grant-type:ciba", "auth_req_id", started.text("auth_req_id")));
    }

    public TokenRequest tokenExchange() {
        return asShop(Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", signIn().text("access_token"),
                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                "requested_token_type", "urn:ietf:params:oauth:token-type:access_token"));
    }

    public TokenRequest jwtBearer() {
        String assertion = Jwt.assertion(
                        PARTNER, "anna at the partner", realm.uri("").toString())
                .signedBy(PARTNER_KEY);
        return asShop(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", assertion));
    }

    /** The client asks for itself. Two permissions: a repeated parameter, as UMA allows it. */
    public TokenRequest umaTicketOfClient() {
        return asShop(umaTicket());
    }

    /** The user's access token authorizes the request, and no client credentials do. */
    public TokenRequest umaTicketOfUser() {
        return TokenRequest.forRealm(realm, umaTicket(), headers("Bearer " + signIn().text("access_token")));
    }

    /** Its feature is experimental and off, so that Keycloak does not know the grant. */
    public TokenRequest preAuthorizedCode() {
        return TokenRequest.forRealm(
                realm,
                Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:pre-authorized_code",
                        "pre-authorized_code", "a code"),
                headers.toArray(String[]::new));
    }

    private static Map<String, Object> umaTicket() {
        return Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:uma-ticket",
                "audience",
                "shop",
                "permission",
                List.of("basket", "orders"));
    }

    /** What the client got for the user. */
    public Answer signIn() {
        TokenRequest request = password();
        return http.form(request.uri(), request.parameters(), request.headerArray())
                .expect(200);
    }

    private Answer asShop(String path, Map<String, String> parameters) {
        return http.form(realm.uri(path), parameters, headers(credentials())).expect(200);
    }

    /** A request of the client to any endpoint. */
    public TokenRequest asShop(Map<String, ?> parameters) {
        return TokenRequest.forRealm(realm, parameters, headers(credentials()));
    }

    /** A request of the other client. */
    public TokenRequest asWholesale(Map<String, ?> parameters) {
        return TokenRequest.forRealm(realm, parameters, "Authorization", Http.basic("wholesale", "wholesale-secret"))
                .withHeaders(wholesaleHeaders.toArray(String[]::new));
    }

    private String[] headers(String authorization) {
        return Stream.concat(Stream.of("Authorization", authorization), headers.stream())
                .toArray(String[]::new);
    }

    private static String credentials() {
        return Http.basic("shop", "shop's-secret");
    }

    @Override
    public void close() {
        realm.close();
    }
}
