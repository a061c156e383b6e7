package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.support.Http;
import java.util.stream.Stream;

/** All grants, what can be wrong with them, and what is done with their tokens. */
final class TokenRequests {

    private static final String SHOP = "&client_id=shop&client_secret=shop-secret";
    private static final String WRONG_SHOP = "&client_id=shop&client_secret=wrong";
    private static final String ANN = "grant_type=password&username=ann&password=ann-password";
    private static final String SIGNED =
            "&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=";
    private static final String REFRESH = "grant_type=refresh_token&refresh_token=";

    private static final String ACCESS_TOKEN = "\"access_token\":\"([^\"]+)";
    private static final String REFRESH_TOKEN = "\"refresh_token\":\"([^\"]+)";

    private final String realm;
    private final String oidc;
    private final String token;

    TokenRequests(String realm) {
        this.realm = "/realms/" + realm;
        this.oidc = this.realm + "/protocol/openid-connect";
        this.token = oidc + "/token";
    }

    Stream<Exchange> all() {
        return Stream.of(
                        passwordGrant(),
                        clientAuthentication(),
                        grantErrors(),
                        refresh(),
                        deviceGrant(),
                        cibaGrant(),
                        umaGrant(),
                        tokenExchange(),
                        otherGrants(),
                        dpop(),
                        introspection(),
                        userInfo(),
                        revocation())
                .flatMap(requests -> requests);
    }

    private Stream<Exchange> passwordGrant() {
        String user = "grant_type=password&username=";
        return Stream.of(
                Exchange.form("password grant", token, ANN + SHOP)
                        .remember("access", ACCESS_TOKEN)
                        .remember("refresh", REFRESH_TOKEN),
                Exchange.form("password grant, public client", token, ANN + "&client_id=spa&scope=openid")
                        .remember("spa-access", ACCESS_TOKEN)
                        .remember("spa-refresh", REFRESH_TOKEN),
                Exchange.form("password grant from a web page", token, ANN + SHOP)
                        .header("Origin: " + RuleZeroRealms.ORIGIN),
                Exchange.form("password grant from a foreign web page", token, ANN + SHOP)
                        .header("Origin: http://foreign.test"),
                Exchange.form("password grant, strict client", token, ANN + "&client_id=strict"),
                Exchange.form("password grant, client without it", token, ANN + "&client_id=desktop"),
                Exchange.form("password grant, wrong password", token, user + "ann&password=no" + SHOP),
                Exchange.form("password grant, unknown user", token, user + "bob&password=no" + SHOP),
                Exchange.form("password grant, no user", token, "grant_type=password" + SHOP),
                Exchange.form("password grant, unknown scope", token, ANN + "&scope=nonsense" + SHOP),
                Exchange.form("password grant, scope twice", token, ANN + "&scope=openid&scope=email" + SHOP));
    }

    private Stream<Exchange> clientAuthentication() {
        String grant = "grant_type=client_credentials";
        return Stream.of(
                Exchange.form("client credentials, Basic", token, grant).basic("shop", "shop-secret"),
                Exchange.form("client credentials, in the form", token, grant + SHOP),
                Exchange.form("client credentials, in the query", token + "?" + grant + SHOP, ""),
                Exchange.form("client credentials, two clients", token, grant + SHOP)
                        .basic("bound", "shop-secret"),
                Exchange.form("client credentials, scope", token, grant + "&scope=openid" + SHOP),
                Exchange.form("client credentials, signed", token, grant + SIGNED + "${assertion}"),
                Exchange.form("client credentials, signed with nonsense", token, grant + SIGNED + "nonsense"),
                Exchange.form("client credentials, public client", token, grant + "&client_id=spa"),
                Exchange.form("wrong secret, Basic", token, grant).basic("shop", "wrong"),
                Exchange.form("wrong secret, in the form", token, grant + WRONG_SHOP),
                Exchange.form("wrong secret from a web page", token, grant + WRONG_SHOP)
                        .header("Origin: " + RuleZeroRealms.ORIGIN),
                Exchange.form("no secret", token, grant + "&client_id=shop"),
                Exchange.form("no client", token, grant),
                Exchange.form("unknown client", token, grant + "&client_id=nobody&client_secret=x"),
                Exchange.form("disabled client", token, grant).basic("gone", "gone-secret"),
                Exchange.form("bearer-only client", token, grant).basic("api", "api-secret"),
                Exchange.form("SAML client", token, grant).basic("http://saml.test/sp", "x"),
                Exchange.form("credentials that are no Base64", token, grant).header("Authorization: Basic !!!"),
                Exchange.form("credentials of another kind", token, grant).header("Authorization: Digest x"));
    }

    private Stream<Exchange> grantErrors() {
        String code = "grant_type=authorization_code";
        return Stream.of(
                Exchange.form("unknown grant", token, "grant_type=nonsense" + SHOP),
                Exchange.form("no grant", token, "scope=openid" + SHOP),
                Exchange.form("empty grant", token, "grant_type=" + SHOP),
                Exchange.form("grant twice", token, "grant_type=password&grant_type=client_credentials" + SHOP),
                Exchange.form("client twice", token, "grant_type=client_credentials&client_id=shop" + SHOP),
                Exchange.form("empty form", token, ""),
                Exchange.form("form of nonsense", token, "%%%=&&&=%zz"),
                Exchange.form("long value", token, "grant_type=" + "a".repeat(5_000) + SHOP),
                Exchange.form("bad code", token, code + "&code=nonsense" + SHOP),
                Exchange.form("no code", token, code + SHOP));
    }

    private Stream<Exchange> refresh() {
        return Stream.of(
                Exchange.form("refresh", token, REFRESH + "${refresh}" + SHOP),
                Exchange.form("refresh again", token, REFRESH + "${refresh}" + SHOP),
                Exchange.form("refresh from a web page", token, REFRESH + "${spa-refresh}&client_id=spa")
                        .header("Origin: " + RuleZeroRealms.ORIGIN),
                Exchange.form("refresh with another client's token", token, REFRESH + "${spa-refresh}" + SHOP),
                Exchange.form("refresh with an access token", token, REFRESH + "${access}" + SHOP),
                Exchange.form("refresh, bad token", token, REFRESH + "nonsense" + SHOP),
                Exchange.form("refresh, no token", token, "grant_type=refresh_token" + SHOP));
    }

    private Stream<Exchange> deviceGrant() {
        String device = oidc + "/auth/device";
        String grant = "grant_type=urn:ietf:params:oauth:grant-type:device_code";
        return Stream.of(
                Exchange.form("device", device, SHOP)
                        .remember("device-code", "\"device_code\":\"([^\"]+)")
                        .remember("user-code", "\"user_code\":\"([^\"]+)"),
                Exchange.form("device, client without it", device, "client_id=spa"),
                Exchange.post("device, JSON", device, Http.JSON, "{\"client_id\":\"shop\"}"),
                Exchange.get("device, GET", device),
                Exchange.form("device grant, pending", token, grant + "&device_code=${device-code}" + SHOP),
                Exchange.form("device grant, bad code", token, grant + "&device_code=nonsense" + SHOP),
                Exchange.form("device grant, no code", token, grant + SHOP),
                Exchange.get("device page", realm + "/device"),
                Exchange.get("device page, bad code", realm + "/device?user_code=AAAA-AAAA")
                        .in("device"),
                Exchange.get("device page, good code", realm + "/device?user_code=${user-code}")
                        .in("device"));
    }

    private Stream<Exchange> cibaGrant() {
        String ciba = oidc + "/ext/ciba/auth";
        String grant = "grant_type=urn:openid:params:grant-type:ciba";
        return Stream.of(
                Exchange.form("CIBA", ciba, "scope=openid&login_hint=ann" + SHOP),
                Exchange.form("CIBA, no user", ciba, "scope=openid" + SHOP),
                Exchange.form("CIBA, client without it", ciba, "scope=openid&login_hint=ann&client_id=spa"),
                Exchange.post("CIBA, JSON", ciba, Http.JSON, "{\"login_hint\":\"ann\"}")
                        .basic("shop", "shop-secret"),
                Exchange.form("CIBA grant, bad id", token, grant + "&auth_req_id=nonsense" + SHOP),
                Exchange.form("CIBA grant, no id", token, grant + SHOP),
                Exchange.get("unknown extension", oidc + "/ext/nonsense"));
    }

    private Stream<Exchange> umaGrant() {
        String grant = "grant_type=urn:ietf:params:oauth:grant-type:uma-ticket&audience=shop";
        return Stream.of(
                Exchange.form("UMA grant, bearer", token, grant).header("Authorization: Bearer ${access}"),
                Exchange.form("UMA grant, bearer, from a web page", token, grant)
                        .header("Authorization: Bearer ${access}")
                        .header("Origin: " + RuleZeroRealms.ORIGIN),
                Exchange.form("UMA grant, bad bearer", token, grant).header("Authorization: Bearer nonsense"),
                Exchange.form("UMA grant, client", token, grant + SHOP),
                Exchange.form("UMA grant, bad ticket", token, grant + "&ticket=nonsense" + SHOP));
    }

    private Stream<Exchange> tokenExchange() {
        String grant = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
                + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token" + SHOP;
        String subject = grant + "&subject_token=${access}";
        return Stream.of(
                Exchange.form("token exchange", token, subject),
                Exchange.form("token exchange, unknown audience", token, subject + "&audience=nobody"),
                Exchange.form("token exchange, bad token", token, grant + "&subject_token=nonsense"),
                Exchange.form("token exchange, no token", token, grant));
    }

    private Stream<Exchange> otherGrants() {
        String grant = "grant_type=urn:ietf:params:oauth:grant-type:";
        return Stream.of(
                Exchange.form("JWT bearer grant", token, grant + "jwt-bearer&assertion=nonsense" + SHOP),
                Exchange.form(
                        "pre-authorized code", token, grant + "pre-authorized_code&pre-authorized_code=x" + SHOP));
    }

    private Stream<Exchange> dpop() {
        String bound = "&client_id=bound&client_secret=shop-secret";
        String grant = "grant_type=client_credentials" + bound;
        return Stream.of(
                Exchange.form("DPoP", token, grant).header("DPoP: ${token-proof}"),
                Exchange.form("DPoP, no proof", token, grant),
                Exchange.form("DPoP, bad proof", token, grant).header("DPoP: nonsense"),
                Exchange.form("DPoP, proof for another address", token, grant).header("DPoP: ${other-proof}"),
                Exchange.form("DPoP, password grant", token, ANN + "&scope=openid" + bound)
                        .header("DPoP: ${token-proof}")
                        .remember("bound-access", ACCESS_TOKEN)
                        .remember("bound-refresh", REFRESH_TOKEN),
                Exchange.form("DPoP, refresh", token, REFRESH + "${bound-refresh}" + bound)
                        .header("DPoP: ${token-proof}"),
                Exchange.form("DPoP, refresh without a proof", token, REFRESH + "${bound-refresh}" + bound),
                Exchange.get("DPoP, userinfo without a proof", oidc + "/userinfo")
                        .header("Authorization: DPoP ${bound-access}"),
                Exchange.form("DPoP, revoke without a proof", oidc + "/revoke", "token=${bound-refresh}" + bound),
                Exchange.form("DPoP and a signature", token, "grant_type=client_credentials" + SIGNED + "${assertion}")
                        .header("DPoP: ${token-proof}"),
                Exchange.post("DPoP, JSON", token, Http.JSON, BodyRequests.JSON).header("DPoP: ${token-proof}"));
    }

    private Stream<Exchange> introspection() {
        String introspect = token + "/introspect";
        String access = "token=${access}";
        return Stream.of(
                Exchange.form("introspect", introspect, access + SHOP),
                Exchange.form("introspect for a JWT", introspect, access + SHOP)
                        .header("Accept: application/token-introspection+jwt"),
                Exchange.form(
                        "introspect a refresh token",
                        introspect,
                        "token=${refresh}&token_type_hint=refresh_token" + SHOP),
                Exchange.form("introspect, bad token", introspect, "token=nonsense" + SHOP),
                Exchange.form("introspect, no token", introspect, SHOP),
                Exchange.form("introspect, wrong secret", introspect, access + WRONG_SHOP),
                Exchange.form("introspect, public client", introspect, access + "&client_id=spa"),
                Exchange.post("introspect, JSON with a token", introspect, Http.JSON, "{\"token\":\"${access}\"}")
                        .basic("shop", "shop-secret"));
    }

    private Stream<Exchange> userInfo() {
        String userInfo = oidc + "/userinfo";
        return Stream.of(
                Exchange.get("userinfo", userInfo).header("Authorization: Bearer ${spa-access}"),
                Exchange.form("userinfo, form", userInfo, "access_token=${spa-access}"),
                Exchange.post("userinfo, JSON", userInfo, Http.JSON, "{\"access_token\":\"${spa-access}\"}"),
                Exchange.get("userinfo without openid", userInfo).header("Authorization: Bearer ${access}"),
                Exchange.get("userinfo, bad token", userInfo).header("Authorization: Bearer nonsense"),
                Exchange.get("userinfo, no token", userInfo));
    }

    private Stream<Exchange> revocation() {
        String revoke = oidc + "/revoke";
        return Stream.of(
                Exchange.form("revoke, bad token", revoke, "token=nonsense" + SHOP),
                Exchange.form("revoke, no token", revoke, SHOP),
                Exchange.form("revoke, another client's", revoke, "token=${spa-refresh}" + SHOP),
                Exchange.form("revoke, wrong secret", revoke, "token=${refresh}" + WRONG_SHOP),
                Exchange.post("revoke, JSON with a token", revoke, Http.JSON, "{\"token\":\"${refresh}\"}")
                        .basic("shop", "shop-secret"),
                Exchange.form("revoke, public client", revoke, "token=${spa-refresh}&client_id=spa")
                        .header("Origin: " + RuleZeroRealms.ORIGIN),
                Exchange.form("revoke an access token", revoke, "token=${access}" + SHOP),
                Exchange.form("introspect a revoked token", token + "/introspect", "token=${access}" + SHOP),
                Exchange.form("revoke", revoke, "token=${refresh}" + SHOP),
                Exchange.form("refresh after revoke", token, REFRESH + "${refresh}" + SHOP));
    }
}
