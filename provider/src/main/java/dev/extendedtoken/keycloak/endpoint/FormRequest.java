package dev.extendedtoken.keycloak.endpoint;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;

/**
 * A request as Keycloak would see it had the client sent its parameters as a form: everything downstream, client
 * authenticators, grants and policies, reads this one through {@code KeycloakContext}.
 */
final class FormRequest implements HttpRequest {

    private final HttpRequest original;
    private final HttpHeaders headers;
    private final Runnable beforeReading;
    private final MultivaluedMap<String, String> form = new MultivaluedHashMap<>();

    /** @param beforeReading runs each time that somebody asks for the parameters, and may throw */
    FormRequest(HttpRequest original, Map<String, List<String>> parameters, Runnable beforeReading) {
        this.original = original;
        this.beforeReading = beforeReading;
        this.headers = new FormHeaders(original.getHttpHeaders());
        parameters.forEach((name, values) -> form.addAll(name, values));
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        beforeReading.run();
        return form;
    }

    @Override
    public HttpHeaders getHttpHeaders() {
        return headers;
    }

    @Override
    public String getHttpMethod() {
        return original.getHttpMethod();
    }

    @Override
    public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
        return original.getMultiPartFormParameters();
    }

    @Override
    public X509Certificate[] getClientCertificateChain() {
        return original.getClientCertificateChain();
    }

    @Override
    public UriInfo getUri() {
        return original.getUri();
    }

    @Override
    public boolean isProxyTrusted() {
        return original.isProxyTrusted();
    }
}
