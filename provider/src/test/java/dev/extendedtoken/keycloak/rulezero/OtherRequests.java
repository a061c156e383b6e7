package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.support.Http;
import java.util.stream.Stream;

/** Everything else that a server is asked: discovery, closed realms, pages, administration. */
final class OtherRequests {

    private final String realm;
    private final String oidc;

    OtherRequests(String realm) {
        this.realm = "/realms/" + realm;
        this.oidc = this.realm + "/protocol/openid-connect";
    }

    Stream<Exchange> all() {
        return Stream.of(
                        discovery(),
                        closedRealm("/realms/nowhere"),
                        closedRealm("/realms/" + RuleZeroRealms.DISABLED),
                        pages(),
                        administration())
                .flatMap(requests -> requests);
    }

    private Stream<Exchange> discovery() {
        String discovery = realm + "/.well-known/";
        return Stream.of(
                Exchange.get("discovery", discovery + "openid-configuration"),
                Exchange.get("discovery from a web page", discovery + "openid-configuration")
                        .header("Origin: " + RuleZeroRealms.ORIGIN),
                Exchange.get("OAuth discovery", discovery + "oauth-authorization-server"),
                Exchange.get("UMA discovery", discovery + "uma2-configuration"),
                Exchange.get("unknown discovery", discovery + "nonsense"),
                Exchange.get("certs", oidc + "/certs"),
                Exchange.of("certs, HEAD", "HEAD", oidc + "/certs"),
                Exchange.post("certs, JSON", oidc + "/certs", Http.JSON, "{}"),
                Exchange.get("realm", realm));
    }

    private static Stream<Exchange> closedRealm(String closed) {
        String token = closed + "/protocol/openid-connect/token";
        return Stream.of(
                Exchange.form(
                        "form to " + token, token, "grant_type=password&client_id=shop&client_secret=shop-secret"),
                Exchange.post("JSON to " + token, token, Http.JSON, BodyRequests.JSON),
                Exchange.post("broken JSON to " + token, token, Http.JSON, "{"),
                Exchange.post("text to " + token, token, "text/plain", BodyRequests.JSON),
                Exchange.of("OPTIONS " + token, "OPTIONS", token),
                Exchange.get(
                        "login at " + closed,
                        closed + "/protocol/openid-connect/auth?client_id=shop&response_type=code"),
                Exchange.get("certs of " + closed, closed + "/protocol/openid-connect/certs"),
                Exchange.get("discovery of " + closed, closed + "/.well-known/openid-configuration"));
    }

    private Stream<Exchange> pages() {
        return Stream.concat(
                Stream.of(
                                realm + "/account/",
                                realm + "/nonsense",
                                realm + "/api-key-console",
                                realm + "/api-key-console/app.js",
                                realm + "/protocol/nonsense/token",
                                realm + "/login-actions/authenticate",
                                realm + "/broker/nobody/endpoint",
                                realm + "/authz/protection/permission",
                                oidc,
                                oidc + "/login-status-iframe.html",
                                oidc + "/3p-cookies/step1.html",
                                oidc + "/nonsense",
                                "/",
                                "/admin/",
                                "/nonsense",
                                "/robots.txt",
                                "/metrics")
                        .map(path -> Exchange.get("page " + path, path)),
                Stream.of(Exchange.post(
                        "client registration",
                        realm + "/clients-registrations/openid-connect",
                        Http.JSON,
                        "{\"client_name\":\"new\"}")));
    }

    private Stream<Exchange> administration() {
        String admin = "/admin" + realm;
        return Stream.concat(
                Stream.of(
                        Exchange.form(
                                        "administrator",
                                        "/realms/master/protocol/openid-connect/token",
                                        "grant_type=password&client_id=admin-cli&username=admin&password=admin")
                                .remember("admin", "\"access_token\":\"([^\"]+)"),
                        Exchange.get("administration by nobody", admin)),
                Stream.of(
                                "",
                                "/clients?clientId=shop",
                                "/client-policies/policies?include-global-policies=true",
                                "/client-policies/profiles?include-global-profiles=true",
                                "/nonsense")
                        .map(path -> Exchange.get("administration " + path, admin + path)
                                .header("Authorization: Bearer ${admin}")));
    }
}
