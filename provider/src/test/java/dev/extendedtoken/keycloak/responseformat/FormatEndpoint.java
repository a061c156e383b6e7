package dev.extendedtoken.keycloak.responseformat;

/** The endpoints whose errors a policy formats, and requests to them that fail. */
enum FormatEndpoint {
    TOKEN("/token", "grant_type=authorization_code&code=nonsense&redirect_uri=" + FormatRealm.REDIRECT_URI),
    REVOKE("/revoke", "token_type_hint=access_token"),
    INTROSPECT("/token/introspect", "token_type_hint=access_token"),
    PUSHED_AUTHORIZATION("/ext/par/request", "response_type=code&redirect_uri=https://other.example.com/"),
    CIBA("/ext/ciba/auth", "scope=openid"),
    DEVICE("/auth/device", "scope=openid&scope=email");

    private final String path;
    private final String bad;

    FormatEndpoint(String path, String bad) {
        this.path = path;
        this.bad = bad;
    }

    /** A form that Keycloak rejects after client authentication. */
    FormatRequest badRequest() {
        return FormatRequest.form(this + ": bad request", 400, this, bad);
    }

    FormatRequest wrongSecret() {
        return FormatRequest.form(this + ": wrong secret", 401, this, bad).withSecret("wrong");
    }

    FormatRequest wrongSecretInBody() {
        return FormatRequest.form(
                        this + ": wrong secret in the body",
                        401,
                        this,
                        bad + "&client_id=" + FormatRequest.CLIENT + "&client_secret=wrong")
                .withSecret("");
    }

    /** Its status differs between endpoints. */
    FormatRequest undecodableSecret() {
        return FormatRequest.form(this + ": a secret that cannot be decoded", 0, this, bad)
                .withSecret(FormatRequest.UNDECODABLE);
    }

    FormatRequest noSecret() {
        return FormatRequest.form(this + ": no secret", 401, this, bad + "&client_id=" + FormatRequest.CLIENT)
                .withSecret("");
    }

    String path() {
        return path;
    }

    /** A form that Keycloak rejects after client authentication. */
    String badForm() {
        return bad;
    }
}
