package dev.extendedtoken.keycloak.support;

import java.net.URI;
import java.util.Map;

/** The two ways in which a client can send the same parameters. */
public enum BodyFormat {
    AS_FORM {
        @Override
        public Answer to(URI uri, Map<String, ?> parameters, String... headers) {
            return Http.client().form(uri, parameters, headers);
        }
    },
    AS_JSON {
        @Override
        public Answer to(URI uri, Map<String, ?> parameters, String... headers) {
            return Http.client().json(uri, parameters, headers);
        }
    };

    /** @param headers names and values in turn */
    public abstract Answer to(URI uri, Map<String, ?> parameters, String... headers);
}
