package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import java.util.Map;

/** Four keys of one client, three of which end: one is revoked, one is rotated at once, and one with an overlap. */
record EndingKeys(ApiKeys keys, String client, Key revoked, Key rotated, Key ending, Key live) {

    /** Issues the keys; all of them are live. */
    static EndingKeys issue(ApiKeys keys, String client) {
        return new EndingKeys(
                keys, client, keys.issue(client), keys.issue(client), keys.issue(client), keys.issue(client));
    }

    /**
     * Ends the three keys.
     *
     * @param overlap seconds
     * @return the successor of the one with an overlap
     */
    Key end(int overlap) {
        keys.revoke(client, revoked.id()).expect(204);
        keys.rotate(client, rotated.id(), Map.of()).expect(201);
        return Key.in(
                keys.rotate(client, ending.id(), Map.of("overlap", overlap)).expect(201));
    }
}
