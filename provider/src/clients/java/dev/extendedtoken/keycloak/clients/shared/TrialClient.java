package dev.extendedtoken.keycloak.clients.shared;

import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.HashMap;
import java.util.Map;

/**
 * A client as a realm knows it.
 *
 * @param mcpServer the address of an MCP server for this realm, for those that call one
 */
record TrialClient(TestRealm realm, String id, String secret, String mcpServer) {

    static final String USER = "anna";
    static final String PASSWORD = "anna's-secret";

    /** Where nothing listens: whoever signs in reads the address. */
    static final String CALLBACK = "http://localhost:9999/callback";

    String issuer() {
        return realm.uri("").toString();
    }

    /** The same for a program. */
    Map<String, String> environment(String store) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ISSUER", issuer(),
                "CLIENT_ID", id,
                "REDIRECT_URI", CALLBACK,
                "USERNAME", USER,
                "PASSWORD", PASSWORD,
                "SERVER", mcpServer,
                "STORE", store));
        if (secret != null) {
            environment.put("CLIENT_SECRET", secret);
        }
        return environment;
    }
}
