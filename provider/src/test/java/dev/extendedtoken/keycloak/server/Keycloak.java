package dev.extendedtoken.keycloak.server;

import java.net.URI;

/** A running Keycloak with administrator admin/admin. */
public interface Keycloak extends AutoCloseable {

    /** Base address without a trailing slash. */
    URI http();

    /** The same server over TLS; it asks for a client certificate and accepts those of {@link TestCertificates}. */
    URI https();

    /** {@link #http} as the server itself can call it, for realms that call each other. */
    URI itself();

    /** Its management interface, which only this machine reaches. */
    URI management();

    /** Everything that the server has logged so far. */
    String log();

    /** What it tells Prometheus. */
    String metrics();

    /** Ends the server. */
    @Override
    void close();
}
