package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.model.KeyState;
import dev.extendedtoken.keycloak.apikey.store.StoredKeys;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.services.ErrorResponseException;

/** Replaces an API key by a new one, and lets the old one end after its overlap. */
record KeyRotation(AdminAccess access, KeyIssuer issuer, Instant now) {

    /**
     * @param keys of the client
     * @param overlap how long the old key stays valid; zero ends it at once
     * @return 201 with the new key
     * @throws ErrorResponseException 409 if the old key has ended, or the client has no room for another key
     */
    Response rotate(ClientModel client, StoredKeys keys, KeyState key, Duration overlap, KeyRequest request) {
        KeyRecord old = rotatable(key);
        Duration lifetime = request.expiresIn(issuer.lifetime(client), Optional.of(old));
        if (!overlap.isZero()) {
            issuer.requireRoom(keys);
        }
        if (!keys.revocations().rotateOut(old, overlap, now)) {
            throw rotatedAlready();
        }
        ApiKey next = KeyIssuer.generate();
        KeyRecord rotated = old.rotated(next.hash(), overlap, now);
        keys.records().save(rotated);
        access.record(OperationType.UPDATE, client, key.id(), KeyView.withoutSecret(rotated));
        return issuer.issue(client, next, old.label(), lifetime);
    }

    private static KeyRecord rotatable(KeyState key) {
        if (key.record()
                .filter(record -> record.isRotated() || record.revokedAt().isPresent())
                .isPresent()) {
            throw rotatedAlready();
        }
        return key.record()
                .filter(record -> !record.isExpired(key.now()))
                .orElseThrow(() ->
                        KeyIssuer.conflict("This key has expired, or its record cannot be read; create a new one"));
    }

    private static ErrorResponseException rotatedAlready() {
        return KeyIssuer.conflict("This key has been revoked or rotated already; rotate its successor");
    }
}
