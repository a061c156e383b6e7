package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.support.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Logins, from the authorization endpoint to the logout. */
final class BrowserRequests {

    private static final String SHOP = "&client_id=shop&client_secret=shop-secret";
    private static final String CALLBACK = "&redirect_uri=http%3A%2F%2Flocalhost%2Fcb";
    private static final String PASSWORD = "username=ann&password=ann-password";
    private static final String VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-";
    /** S256 of the verifier. */
    private static final String CHALLENGE = "2znYM1XYepfNP3w_-dnCZ9QAFT1aY42diAWDC9HexDU";

    private static final String CODE = "[?&]code=([^&\\s]+)";
    private static final String ID_TOKEN = "\"id_token\":\"([^\"]+)";
    private static final String REFRESH_TOKEN = "\"refresh_token\":\"([^\"]+)";
    /** What a request line needs of an address: all but scheme and host. */
    private static final String FORM_ACTION = "action=\"http://[^/\"]+([^\"]+)\"";

    private static final String LOCATION = "(?im)^location: http://[^/]+(\\S+)$";

    private final String realm;
    private final String oidc;
    private final String token;

    BrowserRequests(String realm) {
        this.realm = "/realms/" + realm;
        this.oidc = this.realm + "/protocol/openid-connect";
        this.token = oidc + "/token";
    }

    Stream<Exchange> all() {
        return Stream.of(
                        authorizationRequests(),
                        login(),
                        logout(),
                        outOfBand("urn:ietf:wg:oauth:2.0:oob"),
                        outOfBand("urn:ietf:wg:oauth:2.0:oob:auto"),
                        outOfBandPage(),
                        pushedAuthorization(),
                        saml())
                .flatMap(requests -> requests);
    }

    private Stream<Exchange> authorizationRequests() {
        String shop = "response_type=code&client_id=shop&state=s" + CALLBACK;
        return Stream.of(
                        "response_type=code&client_id=nobody" + CALLBACK,
                        "response_type=code&client_id=gone" + CALLBACK,
                        "response_type=code&client_id=api" + CALLBACK,
                        "response_type=code&client_id=strict" + CALLBACK,
                        "response_type=code&client_id=signed" + CALLBACK,
                        "response_type=code" + CALLBACK,
                        "response_type=code&client_id=shop&redirect_uri=http%3A%2F%2Fevil.test",
                        "response_type=code&client_id=shop&redirect_uri=urn:ietf:wg:oauth:2.0:oob",
                        "client_id=shop&state=s" + CALLBACK,
                        "response_type=nonsense&client_id=shop&state=s" + CALLBACK,
                        "response_type=token&client_id=shop&state=s" + CALLBACK,
                        shop + "&response_mode=nonsense",
                        shop + "&prompt=none&scope=openid",
                        shop + "&prompt=none&response_mode=form_post",
                        shop + "&prompt=none&response_mode=fragment",
                        shop + "&code_challenge_method=S256&code_challenge=short",
                        shop + "&request=nonsense",
                        shop + "&request_uri=urn:ietf:params:oauth:request_uri:x",
                        shop + "&client_id=spa",
                        shop + "&scope=nonsense")
                .flatMap(query -> Stream.of(
                        Exchange.get("authorize, GET " + query, oidc + "/auth?" + query),
                        Exchange.form("authorize, form " + query, oidc + "/auth", query),
                        Exchange.post("authorize, JSON " + query, oidc + "/auth?" + query, Http.JSON, "{}")));
    }

    private Stream<Exchange> login() {
        String query = "?response_type=code&client_id=shop&state=s&nonce=n&scope=openid"
                + "&code_challenge_method=S256&code_challenge=" + CHALLENGE + CALLBACK;
        String auth = oidc + "/auth" + query;
        String grant = "grant_type=authorization_code&code_verifier=" + VERIFIER + SHOP + CALLBACK + "&code=${code}";
        String refresh = "grant_type=refresh_token&refresh_token=${login-refresh}" + SHOP;
        return Stream.of(
                Exchange.get("login page", auth).in("ann").remember("action", FORM_ACTION),
                Exchange.form("login, wrong password", "${action}", "username=ann&password=wrong")
                        .in("ann")
                        .remember("action", FORM_ACTION),
                Exchange.form("login without a cookie", "${action}", PASSWORD),
                Exchange.post("login, JSON", "${action}", Http.JSON, "{\"username\":\"ann\"}")
                        .in("ann")
                        .remember("action", FORM_ACTION),
                Exchange.form("login", "${action}", PASSWORD).in("ann").remember("code", CODE),
                Exchange.post(
                                "code, JSON",
                                token,
                                Http.JSON,
                                "{\"grant_type\":\"authorization_code\",\"code\":\"${code}\"}")
                        .basic("shop", "shop-secret"),
                Exchange.form("code", token, grant),
                Exchange.get("single sign-on, prompt=none", auth + "&prompt=none")
                        .in("ann")
                        .remember("code", CODE),
                Exchange.form("code, another verifier", token, grant.replace(VERIFIER, VERIFIER + "x")),
                Exchange.get("single sign-on", auth).in("ann").remember("code", CODE),
                Exchange.form("code of single sign-on", token, grant).remember("login-refresh", REFRESH_TOKEN),
                Exchange.form("refresh after login", token, refresh),
                Exchange.form("code a second time", token, grant),
                Exchange.form("refresh after the code's second time", token, refresh),
                Exchange.get("single sign-on, again", auth).in("ann").remember("code", CODE),
                Exchange.form("code of single sign-on, again", token, grant)
                        .remember("login-refresh", REFRESH_TOKEN)
                        .remember("login-id", ID_TOKEN),
                Exchange.get("login page in German", auth + "&ui_locales=de").in("stranger"),
                Exchange.get("registration page", oidc + "/registrations" + query)
                        .in("stranger"),
                Exchange.get("forgotten password", oidc + "/forgot-credentials" + query)
                        .in("stranger"));
    }

    private Stream<Exchange> logout() {
        String logout = oidc + "/logout";
        return Stream.of(
                Exchange.get("logout page", logout).in("ann"),
                Exchange.get("logout, bad hint", logout + "?id_token_hint=nonsense")
                        .in("ann"),
                Exchange.get(
                        "logout, bad redirect URI",
                        logout + "?client_id=shop&post_logout_redirect_uri=http://evil.test"),
                Exchange.post("logout, JSON", logout, Http.JSON, "{\"refresh_token\":\"${login-refresh}\"}")
                        .basic("shop", "shop-secret"),
                Exchange.form("logout, bad refresh token", logout, "refresh_token=nonsense" + SHOP),
                Exchange.form("logout, refresh token", logout, "refresh_token=${login-refresh}" + SHOP),
                Exchange.form(
                        "refresh after logout",
                        token,
                        "grant_type=refresh_token&refresh_token=${login-refresh}" + SHOP),
                Exchange.get("logout, hint", logout + "?id_token_hint=${login-id}")
                        .in("ann"),
                Exchange.get(
                                "single sign-on after logout",
                                oidc + "/auth?response_type=code&prompt=none&client_id=shop" + CALLBACK)
                        .in("ann"));
    }

    private Stream<Exchange> outOfBand(String urn) {
        String auth = oidc + "/auth?response_type=code&client_id=desktop&state=s&redirect_uri=" + urn;
        String grant = "grant_type=authorization_code&client_id=desktop&code=${code}&redirect_uri=" + urn;
        return Stream.of(
                Exchange.get("prompt=none, " + urn, auth + "&prompt=none").remember("page", LOCATION),
                Exchange.get("error page, " + urn, "${page}"),
                Exchange.get("headless, " + urn, auth).header("Accept: application/json"),
                Exchange.get("login page, " + urn, auth).in(urn).remember("action", FORM_ACTION),
                Exchange.form("login, " + urn, "${action}", PASSWORD)
                        .in(urn)
                        .remember("page", LOCATION)
                        .remember("code", CODE),
                Exchange.get("code page, " + urn, "${page}").in(urn),
                Exchange.form("code, " + urn, token, grant),
                Exchange.get("single sign-on, " + urn, auth).in(urn),
                Exchange.get("fragment, " + urn, auth + "&response_mode=fragment")
                        .in(urn),
                Exchange.get("form post, " + urn, auth + "&response_mode=form_post")
                        .in(urn),
                Exchange.get("JWT, " + urn, auth + "&response_mode=jwt").in(urn));
    }

    private Stream<Exchange> outOfBandPage() {
        return Stream.of("", "?code=abc", "?code=%3Cb%3E&state=s", "?error=access_denied&error_description=No")
                .map(query -> Exchange.get("Keycloak's own page " + query, oidc + "/oauth/oob" + query));
    }

    private Stream<Exchange> pushedAuthorization() {
        String par = oidc + "/ext/par/request";
        String request = "response_type=code&state=s" + CALLBACK + SHOP;
        return Stream.of(
                Exchange.form("PAR", par, request).remember("request-uri", "\"request_uri\":\"([^\"]+)"),
                Exchange.get("PAR, login page", oidc + "/auth?client_id=shop&request_uri=${request-uri}")
                        .in("par"),
                Exchange.form("PAR from a web page", par, request).header("Origin: " + RuleZeroRealms.ORIGIN),
                Exchange.form("PAR, strict client", par, "response_type=code&client_id=strict" + CALLBACK),
                Exchange.form("PAR, bad redirect URI", par, "response_type=code&redirect_uri=http://evil.test" + SHOP),
                Exchange.form("PAR with a request_uri", par, request + "&request_uri=urn:x"),
                Exchange.form("PAR, wrong secret", par, "response_type=code&client_id=shop&client_secret=wrong"),
                Exchange.form("PAR, no client", par, "response_type=code"));
    }

    private Stream<Exchange> saml() {
        String saml = realm + "/protocol/saml";
        return Stream.of(
                Exchange.get("SAML descriptor", saml + "/descriptor"),
                Exchange.get(
                                "SAML login page",
                                saml + "?RelayState=r&SAMLRequest=" + authnRequest("http://saml.test/sp"))
                        .in("saml"),
                Exchange.get("SAML, unknown client", saml + "?SAMLRequest=" + authnRequest("http://saml.test/nobody")),
                Exchange.get("SAML, bad request", saml + "?SAMLRequest=nonsense"),
                Exchange.get("SAML, no request", saml),
                Exchange.form("SAML, form", saml, "SAMLRequest=nonsense"),
                Exchange.post("SAML, JSON", saml, Http.JSON, "{}"),
                Exchange.get(
                        "SAML client at the wrong endpoint",
                        oidc + "/auth?response_type=code&client_id=http://saml.test/sp"));
    }

    /** The redirect binding: packed, then Base64, then a parameter. */
    private String authnRequest(String issuer) {
        String request = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\""
                + " ID=\"ID_1\" Version=\"2.0\" IssueInstant=\"2026-01-01T00:00:00Z\""
                + " AssertionConsumerServiceURL=\"http://saml.test/acs\""
                + " Destination=\"http://" + Recorder.HOST + realm + "/protocol/saml\">"
                + "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">" + issuer
                + "</saml:Issuer></samlp:AuthnRequest>";
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater withoutHeader = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, withoutHeader)) {
            out.write(request.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            withoutHeader.end();
        }
        return URLEncoder.encode(Base64.getEncoder().encodeToString(packed.toByteArray()), StandardCharsets.UTF_8);
    }
}
