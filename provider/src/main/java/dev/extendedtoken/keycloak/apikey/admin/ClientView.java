package dev.extendedtoken.keycloak.apikey.admin;

import java.util.List;

/**
 * A client and its keys in a response.
 *
 * @param client its UUID
 * @param enforced {@link dev.extendedtoken.keycloak.apikey.KeyDemand}
 * @param manageable whether the caller may change the keys
 * @param adminEventsStored whether the realm stores admin events, so that changes of keys can be looked up
 * @param keys in the order of their creation
 */
record ClientView(
        String client,
        String clientId,
        String enforced,
        boolean manageable,
        boolean adminEventsStored,
        List<KeyView> keys) {}
