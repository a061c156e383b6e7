package dev.extendedtoken.keycloak.endpoint.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.cert.X509Certificate;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;

/** A request as everything downstream reads it in place of the original, through {@code KeycloakContext}. */
public class RequestView implements HttpRequest {

    private final HttpRequest original;

    public RequestView(HttpRequest original) {
        this.original = original;
    }

    /** The request as the client sent it, whatever is shown in its place. */
    public static HttpRequest asSent(HttpRequest request) {
        return request instanceof RequestView view ? asSent(view.original) : request;
    }

    @Override
    public HttpHeaders getHttpHeaders() {
        return original.getHttpHeaders();
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        return original.getDecodedFormParameters();
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
