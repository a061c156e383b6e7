package dev.extendedtoken.keycloak.endpoint.http;

import jakarta.ws.rs.core.AbstractMultivaluedMap;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The headers of a request, with another media type, or none. */
final class TypedHeaders implements HttpHeaders {

    private final HttpHeaders original;
    private final MediaType type;
    private final List<String> types;
    private final MultivaluedMap<String, String> all;

    /** @param type null for a request without one */
    TypedHeaders(HttpHeaders original, MediaType type) {
        this.original = original;
        this.type = type;
        this.types = type == null ? List.of() : List.of(type.toString());
        this.all = all(original, types);
    }

    @Override
    public MediaType getMediaType() {
        return type;
    }

    @Override
    public List<String> getRequestHeader(String name) {
        return isContentType(name) ? types : original.getRequestHeader(name);
    }

    @Override
    public String getHeaderString(String name) {
        return isContentType(name) ? all.getFirst(CONTENT_TYPE) : original.getHeaderString(name);
    }

    @Override
    public MultivaluedMap<String, String> getRequestHeaders() {
        return all;
    }

    private static MultivaluedMap<String, String> all(HttpHeaders original, List<String> types) {
        CaseInsensitive headers = new CaseInsensitive();
        headers.putAll(original.getRequestHeaders());
        headers.remove(CONTENT_TYPE);
        if (!types.isEmpty()) {
            headers.put(CONTENT_TYPE, types);
        }
        return headers;
    }

    private static boolean isContentType(String name) {
        return CONTENT_TYPE.equalsIgnoreCase(name);
    }

    @Override
    public List<MediaType> getAcceptableMediaTypes() {
        return original.getAcceptableMediaTypes();
    }

    @Override
    public List<Locale> getAcceptableLanguages() {
        return original.getAcceptableLanguages();
    }

    @Override
    public Locale getLanguage() {
        return original.getLanguage();
    }

    @Override
    public Map<String, Cookie> getCookies() {
        return original.getCookies();
    }

    @Override
    public Date getDate() {
        return original.getDate();
    }

    @Override
    public int getLength() {
        return original.getLength();
    }

    private static final class CaseInsensitive extends AbstractMultivaluedMap<String, String> {

        private static final long serialVersionUID = 1L;

        CaseInsensitive() {
            super(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
        }
    }
}
