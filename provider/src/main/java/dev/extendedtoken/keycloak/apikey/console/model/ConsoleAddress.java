package dev.extendedtoken.keycloak.apikey.console.model;

import java.net.URI;
import java.util.Locale;

/**
 * The addresses of the key console.
 *
 * @param administration the base address of the administration, by {@code --hostname-admin} or {@code --hostname}
 * @param frontend the base address of logins and tokens
 */
public record ConsoleAddress(URI administration, URI frontend) {

    /**
     * Whether a request came to the address of the administration: the same scheme, host and port.
     *
     * @param requested the base address of the request
     */
    public boolean isAdministration(URI requested) {
        return origin(requested).equals(origin(administration));
    }

    /** The origin of the administration (RFC 6454). */
    public String origin() {
        return origin(administration);
    }

    /**
     * The {@code Content-Security-Policy} of the page: scripts of the page alone, styles, fonts and pictures of the server,
     * requests to the server, no inline script or style, no frame, no form and no markup that is made of text.
     *
     * @param page the address of the page
     */
    public String contentSecurityPolicy(URI page) {
        String connections = origin(frontend).equals(origin()) ? "'self'" : "'self' " + origin(frontend);
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src " + origin() + page.getRawPath() + "/",
                "style-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                "connect-src " + connections,
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'");
    }

    private static String origin(URI address) {
        String scheme = lowerCase(address.getScheme());
        int standard = scheme.equals("https") ? 443 : 80;
        int port = address.getPort() == -1 ? standard : address.getPort();
        return scheme + "://" + lowerCase(address.getHost()) + (port == standard ? "" : ":" + port);
    }

    private static String lowerCase(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
