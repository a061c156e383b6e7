package dev.extendedtoken.keycloak.json;

import java.util.regex.Pattern;

/**
 * The one media type that is read as JSON: {@code application/json}, alone or with {@code charset=utf-8}
 * (RFC 8259 section 8.1 knows no other charset). Every other type stays Keycloak's.
 */
public final class JsonMediaType {

    private static final Pattern JSON_IN_UTF_8 = Pattern.compile(
            "[ \\t]*application/json[ \\t]*(?:;[ \\t]*charset=(?:utf-8|\"utf-8\")[ \\t]*)?", Pattern.CASE_INSENSITIVE);

    private JsonMediaType() {}

    /** Whether a {@code Content-Type} header, null if the request has none, names JSON. */
    public static boolean matches(String contentType) {
        return contentType != null && JSON_IN_UTF_8.matcher(contentType).matches();
    }
}
