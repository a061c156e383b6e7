package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** One browser in which anna signs in once and opens many tabs; all tabs share one session. */
final class BrowserTabs {

    private final TestRealm realm;
    private final Http browser = Http.browser();
    private boolean signedIn;

    private BrowserTabs(TestRealm realm) {
        this.realm = realm;
    }

    static BrowserTabs forRealm(TestRealm realm) {
        return new BrowserTabs(realm);
    }

    String code(String client) {
        return code(client, Map.of());
    }

    /** The code that a client gets for a new tab. */
    String code(String client, Map<String, String> parameters) {
        Map<String, String> request = new TreeMap<>(parameters);
        request.put("response_type", "code");
        request.put("client_id", client);
        request.put("redirect_uri", RotationRealm.CALLBACK);
        request.putIfAbsent("scope", "openid");
        Login login = Login.at(realm.uri("/protocol/openid-connect/auth?" + Http.encode(request)), browser);
        if (!signedIn) {
            signedIn = true;
            return login.codeFor("anna", RotationRealm.PASSWORD);
        }
        URI answer = URI.create(login.open().expect(302).header("Location").orElseThrow());
        return Login.parameter(answer, "code");
    }
}
