package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerConfiguration;
import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyLifetime;
import dev.extendedtoken.keycloak.apikey.model.KeyQuota;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.store.RealmKeys;
import dev.extendedtoken.keycloak.apikey.store.StoredKeys;
import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
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

    static ApiKey generate() {
        return ApiKey.generate(SecretGenerator.getInstance().randomBytes());
    }

    /** The lifetime counts from the second. What is stored is more exact, so that keys can be sorted by their creation. */
    Response issue(ClientModel client, ApiKey key, String label, Duration lifetime) {
        KeyRecord stored = new KeyRecord(
                key.hash(),
                label,
                Optional.of(now.toString()),
                now.truncatedTo(ChronoUnit.SECONDS).plus(lifetime));
        StoredKeys.forClient(session, client, now).add(stored);
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
    void requireRoom(StoredKeys keys) {
        if (!keys.hasRoom()) {
            throw conflict("The client has " + KeyQuota.LIMIT + " keys; delete one that is not used any more");
        }
    }

    /**
     * The lifetimes that the policies of a client permit.
     *
     * @throws ErrorResponseException 409, if that cannot be read
     */
    KeyLifetime lifetime(ClientModel client) {
        return new KeyLifetime(session
                .getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, ApiKeyEnforcerConfiguration.class)
                .orElseThrow(
                        () -> conflict("The client policies of this realm cannot be read, so that it is not known how"
                                + " long a key of this client may live; correct them first"))
                .stream()
                .flatMap(enforcer -> enforcer.maxKeyLifetime().stream())
                .min(Duration::compareTo)
                .orElse(KeyLifetime.LIMIT));
    }

    static ErrorResponseException conflict(String message) {
        return ErrorResponse.error(message, Response.Status.CONFLICT);
    }
}
