package dev.extendedtoken.keycloak.clients;

import java.net.URI;

/** A client that nobody here wrote, for one login. */
interface CodeClient extends AutoCloseable {

    /** Where the person signs in. */
    URI authorizationRequest() throws Exception;

    /** @param ended where the person's browser ended */
    Tokens exchange(URI ended) throws Exception;

    Tokens refresh(Tokens tokens) throws Exception;

    /** Revokes the refresh token. */
    void revoke(Tokens tokens) throws Exception;

    @Override
    default void close() {}

    /** What it has got. */
    record Tokens(String access, String refresh) {}
}
