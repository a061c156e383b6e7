package dev.extendedtoken.keycloak.apikey.admin;

import java.util.List;

/**
 * A client and its keys in a response.
 *
 * @param client its UUID
 * @param enforced {@link dev.extendedtoken.keycloak.apikey.KeyDemand}
 * @param keys in the order of their creation
 */
record ClientView(String client, String clientId, String enforced, List<KeyView> keys) {}
