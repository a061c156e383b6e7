package dev.extendedtoken.keycloak.support.grant;

import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request to the token endpoint, to be sent as a form or as JSON.
 *
 * @param parameters values as {@code Http} takes them: texts, or collections for what is repeated
 * @param headers names and values, alternating
 */
public record TokenRequest(URI uri, Map<String, Object> parameters, List<String> headers) {

    /** @param headers names and values, alternating */
    public static TokenRequest forRealm(TestRealm realm, Map<String, ?> parameters, String... headers) {
        return new TokenRequest(realm.token(), new LinkedHashMap<>(parameters), List.of(headers));
    }

    /** The same to another address. */
    public TokenRequest to(URI other) {
        return new TokenRequest(other, parameters, headers);
    }

    /** The same with one parameter more, or with another value of it; null is kept as null. */
    public TokenRequest with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new TokenRequest(uri, more, headers);
    }

    public TokenRequest without(String name) {
        Map<String, Object> fewer = new LinkedHashMap<>(parameters);
        fewer.remove(name);
        return new TokenRequest(uri, fewer, headers);
    }

    /** @param more names and values, alternating */
    public TokenRequest withHeaders(String... more) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(Arrays.asList(more));
        return new TokenRequest(uri, parameters, all);
    }

    /** The same without the header of this name. */
    public TokenRequest withoutHeader(String name) {
        List<String> fewer = new ArrayList<>();
        for (int i = 0; i < headers.size(); i += 2) {
            if (!headers.get(i).equalsIgnoreCase(name)) {
                fewer.addAll(headers.subList(i, i + 2));
            }
        }
        return new TokenRequest(uri, parameters, fewer);
    }

    public String[] headerArray() {
        return headers.toArray(String[]::new);
    }
}
