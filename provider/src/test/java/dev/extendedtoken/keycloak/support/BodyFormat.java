package dev.extendedtoken.keycloak.support;

import java.net.URI;
import java.util.Map;

/** The format in which a client sends parameters. */
public enum BodyFormat {
    FORM {
        @Override
        public Answer post(URI uri, Map<String, ?> parameters, String... headers) {
            return Http.client().form(uri, parameters, headers);
        }
    },
    JSON {
        @Override
        public Answer post(URI uri, Map<String, ?> parameters, String... headers) {
            return Http.client().json(uri, parameters, headers);
        }
    };

    /** @param headers names and values, alternating */
    public abstract Answer post(URI uri, Map<String, ?> parameters, String... headers);
}
