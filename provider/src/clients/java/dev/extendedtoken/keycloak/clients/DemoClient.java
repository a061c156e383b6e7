package dev.extendedtoken.keycloak.clients;

import dev.extendedtoken.keycloak.systems.Demo;
import dev.extendedtoken.keycloak.systems.EntryPoint;

/** The clients of the demo realm that somebody signs in to, each as its system has it. */
enum DemoClient {
    JSON_BASIC("json-basic", "json-basic-secret-012345", Demo.CALLBACK, null),
    SCOPED("scoped", "scoped-secret-0123456789", Demo.CALLBACK, "openid offline_access"),
    ENVELOPED("enveloped", "enveloped-secret-0123456", Demo.CALLBACK, "openid"),
    PKCE_PUBLIC("pkce-public", null, "https://example.com", "openid");

    private final String id;
    private final String secret;
    private final String redirectUri;
    private final String scope;

    DemoClient(String id, String secret, String redirectUri, String scope) {
        this.id = id;
        this.secret = secret;
        this.redirectUri = redirectUri;
        this.scope = scope;
    }

    /** The addresses as the system has them, behind a entryPoint. */
    Settings settings(Demo demo, EntryPoint entryPoint) {
        boolean underAs = this == PKCE_PUBLIC;
        return new Settings(
                underAs ? demo.as(entryPoint, "/authorize") : demo.oauth(entryPoint, "/authorize"),
                underAs
                        ? demo.as(entryPoint, "/token")
                        : demo.oauth(entryPoint, this == JSON_BASIC ? "/tokens" : "/token"),
                underAs ? demo.as(entryPoint, "/revoke") : demo.oauth(entryPoint, "/revoke"),
                demo.issuer(entryPoint),
                id,
                secret,
                redirectUri,
                scope);
    }
}
