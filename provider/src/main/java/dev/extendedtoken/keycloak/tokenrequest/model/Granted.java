package dev.extendedtoken.keycloak.tokenrequest.model;

import java.util.function.Predicate;

/**
 * The grant of the code or the refresh token of a request.
 *
 * @param includesScope whether a scope was granted, also as a default scope of the client
 * @param redirectUri whether the authorization request had a {@code redirect_uri}; used only for a code
 * @param challenge whether it had a {@code code_challenge} (RFC 7636 section 4.3); used only for a code
 */
public record Granted(Predicate<String> includesScope, boolean redirectUri, boolean challenge) {}
