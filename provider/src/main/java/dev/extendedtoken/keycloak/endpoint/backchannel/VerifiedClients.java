package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcement;
import jakarta.ws.rs.WebApplicationException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;

/** The clients whose API key was checked in one request, or that need no key. */
final class VerifiedClients {

    private final ApiKeyEnforcement apiKeys;
    private final Set<String> verified = new HashSet<>();

    /** The id of the client that the key belongs to, if a key was needed. */
    private Optional<String> keyOwner = Optional.empty();

    VerifiedClients(ApiKeyEnforcement apiKeys) {
        this.apiKeys = apiKeys;
    }

    /** @throws WebApplicationException 401 */
    void checkClaimed(ClientModel client) {
        keyOwner = verify(client) ? Optional.of(client.getId()) : Optional.empty();
    }

    /** @throws WebApplicationException 401, also if the claimed client needed a key and is another one */
    void checkAuthenticated(ClientModel client) {
        if (keyOwner.filter(owner -> !owner.equals(client.getId())).isPresent()) {
            throw apiKeys.otherClientError(client);
        }
        if (!verified.contains(client.getId())) {
            checkClaimed(client);
        }
    }

    /** @throws WebApplicationException 401 */
    void checkTokenClient(ClientModel client) {
        if (!verified.contains(client.getId())) {
            verify(client);
        }
    }

    private boolean verify(ClientModel client) {
        boolean needsKey = apiKeys.check(client);
        verified.add(client.getId());
        return needsKey;
    }
}
