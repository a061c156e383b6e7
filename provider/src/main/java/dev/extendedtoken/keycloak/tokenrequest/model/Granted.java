package dev.extendedtoken.keycloak.tokenrequest.model;

import java.util.function.Predicate;

/**
 * What the code or the refresh token of a request stands for.
 *
 * @param covers whether a scope is part of what was granted, the client's default scopes included
 * @param redirectUri whether the authorization request named one; only asked for a code
 * @param challenge whether it had a code challenge (RFC 7636 section 4.3); only asked for a code
 */
public record Granted(Predicate<String> covers, boolean redirectUri, boolean challenge) {}
