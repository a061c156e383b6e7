package dev.extendedtoken.keycloak.json;

import java.util.Locale;
import java.util.Optional;

/**
 * The media type in a {@code Content-Type} header: {@code application/json}, alone or with {@code charset=utf-8} (the only
 * charset of RFC 8259 section 8.1), or another one. Read by RFC 9110 section 5.6.6: names in any case, values with or
 * without quotes, white space around semicolons, empty parameters.
 */
public enum JsonMediaType {
    JSON,
    /** {@code application/json} with a charset other than UTF-8. */
    JSON_IN_OTHER_CHARSET,
    /** Another type, or a header that is no media type. Keycloak answers such requests. */
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
