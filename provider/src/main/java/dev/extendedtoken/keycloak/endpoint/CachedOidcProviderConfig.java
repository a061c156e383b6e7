package dev.extendedtoken.keycloak.endpoint;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.Config;
import org.keycloak.protocol.oidc.OIDCProviderConfig;

/**
 * Keycloak's {@link OIDCProviderConfig}, which looks up the longest permitted length of a parameter in the server's
 * configuration once, and not once in each request: the configuration cannot change while the server runs, and a look-up takes
 * as long as the check of an API key.
 */
final class CachedOidcProviderConfig extends OIDCProviderConfig {

    /** Clients choose the names, so neither their number nor their length is without a limit. */
    private static final int MOST_PARAMETERS = 200;

    private static final int LONGEST_NAME = 64;

    private final Map<Parameter, Integer> lengths = new ConcurrentHashMap<>();

    private record Parameter(String name, boolean isToken) {}

    CachedOidcProviderConfig(Config.Scope options) {
        super(options);
    }

    @Override
    public int getMaxLengthForTheParameter(String name, boolean isToken) {
        Parameter parameter = new Parameter(name, isToken);
        Integer known = lengths.get(parameter);
        if (known != null) {
            return known;
        }
        int length = super.getMaxLengthForTheParameter(name, isToken);
        if (lengths.size() < MOST_PARAMETERS && name.length() <= LONGEST_NAME) {
            lengths.put(parameter, length);
        }
        return length;
    }

    /** How many parameters it remembers. */
    int size() {
        return lengths.size();
    }
}
