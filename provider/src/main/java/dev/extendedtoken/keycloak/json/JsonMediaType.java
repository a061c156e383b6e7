package dev.extendedtoken.keycloak.json;

import java.util.Locale;
import java.util.Optional;

/**
 * What a {@code Content-Type} header says of a body: {@code application/json}, alone or with {@code charset=utf-8}
 * (RFC 8259 section 8.1 knows no other charset), or something else. RFC 9110 section 5.6.6: names in any case, values
 * quoted or not, white space around the semicolons, empty parameters.
 */
public enum JsonMediaType {
    /** Read as JSON. */
    JSON,
    /** JSON by its name, in a charset that JSON does not have. */
    JSON_IN_OTHER_CHARSET,
    /** Every other type, and what is no media type at all: Keycloak's to answer. */
    OTHER;

    private static final String NAME = "application/json";

    /** @param contentType the header, null if the request has none */
    public static JsonMediaType parse(String contentType) {
        String name = contentType == null ? "" : contentType.strip();
        if (!name.regionMatches(true, 0, NAME, 0, NAME.length())) {
            return OTHER;
        }
        return ContentTypeParameters.parse(name.substring(NAME.length()))
                .map(JsonMediaType::from)
                .orElse(OTHER);
    }

    private static JsonMediaType from(ContentTypeParameters parameters) {
        if (parameters.isEmpty()) {
            return JSON;
        }
        Optional<String> charset = parameters.only("charset");
        if (charset.isEmpty()) {
            return OTHER;
        }
        return charset.get().toLowerCase(Locale.ROOT).equals("utf-8") ? JSON : JSON_IN_OTHER_CHARSET;
    }
}
