package dev.extendedtoken.keycloak.support.grant;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Map;

/** Requests of a client to the endpoints other than the token endpoint. */
public enum BackchannelRequest {
    REVOKE("/revoke", 200, true) {
        @Override
        public Map<String, String> parameters(Answer signedIn) {
            return Map.of("token", signedIn.text("refresh_token"));
        }
    },
    INTROSPECT("/token/introspect", 200, true) {
        @Override
        public Map<String, String> parameters(Answer signedIn) {
            return Map.of("token", signedIn.text("access_token"));
        }
    },
    PUSHED_AUTHORIZATION("/ext/par/request", 201, true) {
        @Override
        public Map<String, String> parameters(Answer signedIn) {
            return Map.of("response_type", "code", "redirect_uri", GrantRealm.REDIRECT_URI, "scope", "openid");
        }
    },
    DEVICE_AUTHORIZATION("/auth/device", 200, false) {
        @Override
        public Map<String, String> parameters(Answer signedIn) {
            return Map.of("scope", "openid");
        }
    },
    CIBA_AUTHORIZATION("/ext/ciba/auth", 200, false) {
        @Override
        public Map<String, String> parameters(Answer signedIn) {
            return Map.of("scope", "openid", "login_hint", "anna");
        }
    },
    LOGOUT("/logout", 204, false) {
        @Override
        public Map<String, String> parameters(Answer signedIn) {
            return Map.of("refresh_token", signedIn.text("refresh_token"));
        }
    };

    private final String path;
    private final int status;
    private final boolean takesJson;

    BackchannelRequest(String path, int status, boolean takesJson) {
        this.path = path;
        this.status = status;
        this.takesJson = takesJson;
    }

    public abstract Map<String, String> parameters(Answer signedIn);

    /** How a good request is answered. */
    public int status() {
        return status;
    }

    /** Whether Keycloak records an event when all is well. */
    public boolean isRecorded() {
        return this == REVOKE || this == INTROSPECT || this == LOGOUT;
    }

    public boolean takesJson() {
        return takesJson;
    }

    public URI uri(TestRealm realm) {
        return realm.uri("/protocol/openid-connect" + path);
    }

    public TokenRequest prepare(GrantRealm grants) {
        return grants.asShop(parameters(grants.signIn())).to(uri(grants.realm()));
    }
}
