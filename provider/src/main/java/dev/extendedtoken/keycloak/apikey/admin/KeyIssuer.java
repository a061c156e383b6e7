package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.apikey.store.RealmKeys;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;

/** Issues API keys: stores the record, sends the admin event and returns the response with the secret. */
record KeyIssuer(KeycloakSession session, AdminAccess access, Instant now) {

    /** @param imported empty if the server generates the key */
    Response issue(ClientModel client, Optional<ApiKey> imported, String label, Duration expiresIn) {
        ApiKey key = imported.orElseGet(
                () -> ApiKey.generate(SecretGenerator.getInstance().randomBytes()));
        Instant created = now.truncatedTo(ChronoUnit.SECONDS);
        KeyRecord stored = new KeyRecord(key.hash(), label, Optional.of(created.toString()), created.plus(expiresIn));
        new ClientKeys(client).save(stored);
        access.record(OperationType.CREATE, client, stored.hash().id(), KeyView.withoutSecret(stored));
        return access.json(Response.Status.CREATED, KeyView.created(key, stored));
    }

    /**
     * Ignores the keys of clients that the caller may not view: an error would reveal them.
     *
     * @throws ErrorResponseException 409
     */
    void requireUnknown(KeyHash key, ClientModel owner) {
        if (new RealmKeys(session).isKnown(key, owner, access::mayRead)) {
            throw conflict("'" + KeyRequest.KEY + "' is in use in this realm, or was revoked; bring another");
        }
    }

    /** @throws ErrorResponseException 409 */
    void requireRoom(ClientKeys keys) {
        if (!keys.makeRoom(now)) {
            throw conflict("The client has " + ClientKeys.LIMIT + " keys; delete one that is not used any more");
        }
    }

    static ErrorResponseException conflict(String message) {
        return ErrorResponse.error(message, Response.Status.CONFLICT);
    }
}
