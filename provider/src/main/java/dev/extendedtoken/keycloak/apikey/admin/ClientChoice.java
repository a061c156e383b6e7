package dev.extendedtoken.keycloak.apikey.admin;

/**
 * A client that the caller may view, in a response.
 *
 * @param client its UUID
 * @param manageable whether the caller may change its keys
 */
record ClientChoice(String client, String clientId, boolean manageable) {}
