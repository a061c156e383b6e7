package dev.extendedtoken.keycloak.endpoint;

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

/** The headers of a request, with the media type of a form. */
final class FormHeaders implements HttpHeaders {

    private final HttpHeaders original;

    FormHeaders(HttpHeaders original) {
        this.original = original;
    }

    @Override
    public MediaType getMediaType() {
        return MediaType.APPLICATION_FORM_URLENCODED_TYPE;
    }

    @Override
    public List<String> getRequestHeader(String name) {
        return isContentType(name) ? List.of(MediaType.APPLICATION_FORM_URLENCODED) : original.getRequestHeader(name);
    }

    @Override
    public String getHeaderString(String name) {
        return isContentType(name) ? MediaType.APPLICATION_FORM_URLENCODED : original.getHeaderString(name);
    }

    @Override
    public MultivaluedMap<String, String> getRequestHeaders() {
        CaseInsensitive headers = new CaseInsensitive();
        headers.putAll(original.getRequestHeaders());
        headers.put(CONTENT_TYPE, List.of(MediaType.APPLICATION_FORM_URLENCODED));
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
