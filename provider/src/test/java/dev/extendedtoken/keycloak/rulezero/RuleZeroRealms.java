package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Realms without policies, with policies of Keycloak's executors, and with disabled policies. None of them uses this
 * extension.
 */
record RuleZeroRealms(SigningKey key) {

    static final String PLAIN = "rule-zero-plain";
    static final String SOME = "rule-zero-some-clients";
    static final String ALL = "rule-zero-all-clients";
    static final String OFF = "rule-zero-switched-off";
    static final String DISABLED = "rule-zero-disabled-realm";

    static final String REDIRECT = "http://localhost/cb";
    static final String ORIGIN = "http://shop.test";

    /** Those in which the requests are tried. */
    static List<String> names() {
        return List.of(PLAIN, SOME, ALL, OFF);
    }

    List<RealmFile> files() {
        return List.of(
                realm(PLAIN),
                withPolicies(realm(SOME), true, "fapi-2-dpop-security-profile", marked("fapi"), marked("dpop")),
                withPolicies(realm(ALL), true, "fapi-2-security-profile", any(), any()),
                withPolicies(realm(OFF), false, "fapi-2-security-profile", any(), any()),
                RealmFile.named(DISABLED).with("enabled", false).client("shop", shop(Map.of())));
    }

    private RealmFile realm(String name) {
        return RealmFile.named(name)
                .with("registrationAllowed", true)
                .with("resetPasswordAllowed", true)
                .user("ann", "ann-password")
                .client("shop", shop(Map.of()))
                .client("bound", shop(Map.of("dpop", "true")))
                .client("signed", signed(Map.of("fapi", "true")))
                .client("strict", publicClient(REDIRECT, Map.of("fapi", "true")))
                .client("spa", publicClient(REDIRECT, Map.of()))
                .client(
                        "desktop",
                        Map.of(
                                "publicClient",
                                true,
                                "redirectUris",
                                List.of("urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob:auto")))
                .client("api", Map.of("bearerOnly", true, "secret", "api-secret"))
                .client("gone", Map.of("enabled", false, "secret", "gone-secret"))
                .client(
                        "http://saml.test/sp",
                        Map.of(
                                "protocol",
                                "saml",
                                "redirectUris",
                                List.of("http://saml.test/*"),
                                "attributes",
                                Map.of(
                                        "saml.client.signature",
                                        "false",
                                        "saml_assertion_consumer_url_post",
                                        "http://saml.test/acs")));
    }

    private static Map<String, ?> shop(Map<String, String> mark) {
        Map<String, String> attributes = new HashMap<>(mark);
        attributes.put("oauth2.device.authorization.grant.enabled", "true");
        attributes.put("oidc.ciba.grant.enabled", "true");
        attributes.put("standard.token.exchange.enabled", "true");
        return Map.of(
                "secret",
                "shop-secret",
                "serviceAccountsEnabled",
                true,
                "directAccessGrantsEnabled",
                true,
                "authorizationServicesEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "webOrigins",
                List.of(ORIGIN),
                "attributes",
                attributes);
    }

    private Map<String, ?> signed(Map<String, String> mark) {
        Map<String, String> attributes = new HashMap<>(mark);
        attributes.put("token.endpoint.auth.signing.alg", "ES256");
        attributes.put("use.jwks.string", "true");
        attributes.put("jwks.string", key.jwks());
        return Map.of(
                "clientAuthenticatorType",
                "client-jwt",
                "serviceAccountsEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT),
                "attributes",
                attributes);
    }

    private static Map<String, ?> publicClient(String redirect, Map<String, String> mark) {
        return Map.of(
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of(redirect),
                "webOrigins",
                List.of(ORIGIN),
                "attributes",
                mark);
    }

    /** FAPI comes as one of Keycloak's global profiles; DPoP in a profile of the realm. */
    private static RealmFile withPolicies(
            RealmFile realm, boolean enabled, String fapi, Map<String, ?> fapiFor, Map<String, ?> dpopFor) {
        return realm.with(
                        "clientProfiles",
                        Map.of(
                                "profiles",
                                List.of(Map.of(
                                        "name",
                                        "dpop",
                                        "executors",
                                        List.of(Map.of(
                                                "executor",
                                                "dpop-bind-enforcer",
                                                "configuration",
                                                Map.of("auto-configure", false)))))))
                .with(
                        "clientPolicies",
                        Map.of(
                                "policies",
                                List.of(
                                        policy("fapi", enabled, fapiFor, fapi),
                                        policy("dpop", enabled, dpopFor, "dpop"))));
    }

    private static Map<String, ?> policy(String name, boolean enabled, Map<String, ?> condition, String profile) {
        return Map.of("name", name, "enabled", enabled, "conditions", List.of(condition), "profiles", List.of(profile));
    }

    private static Map<String, ?> any() {
        return Map.of("condition", "any-client", "configuration", Map.of());
    }

    private static Map<String, ?> marked(String attribute) {
        return Map.of(
                "condition",
                "client-attributes",
                "configuration",
                Map.of("attributes", "[{\"key\":\"" + attribute + "\",\"value\":\"true\"}]"));
    }
}
