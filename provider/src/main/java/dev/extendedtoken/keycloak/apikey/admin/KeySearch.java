package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.admin.Page;
import dev.extendedtoken.keycloak.apikey.KeyDemand;
import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyLifetime;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;

/**
 * A search for API keys in the realm: the query parameters of {@link ApiKeysResource#search}, each null if absent. Exactly
 * one of the first five must be present.
 */
record KeySearch(
        String id, String clientId, String expiresWithin, String enforced, String search, String first, String max) {

    /**
     * Finds what the caller may view.
     *
     * @return the representation of the response
     * @throws ErrorResponseException 400 if a parameter is not valid, 404 if nothing is found by id or clientId
     */
    Object run(AdminAccess access, KeyLists lists, Instant now) {
        if (Stream.of(id, clientId, expiresWithin, enforced, search)
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw badRequest("Search by one of 'id', 'clientId', 'expiresWithin', 'enforced' and 'search'");
        }
        if (clientId != null) {
            return lists.client(access.readableNamed(clientId));
        }
        access.requireList();
        if (id != null) {
            return owned(access, lists);
        }
        Page page = Page.parse(first, max).orElseThrow(() -> badRequest(Page.VALID));
        if (search != null) {
            return choices(lists, page);
        }
        return enforced != null ? unasked(lists, page) : expiring(lists, now, page);
    }

    /** Some databases refuse to look for a text with a control character, and no client has one. */
    private List<ClientChoice> choices(KeyLists lists, Page page) {
        return search.chars().anyMatch(Character::isISOControl) ? List.of() : lists.choices(search, page);
    }

    private KeyView owned(AdminAccess access, KeyLists lists) {
        if (!KeyHash.ID.matcher(id).matches()) {
            throw badRequest("'id' must be the first 16 lower-case hex digits of the key's SHA-256");
        }
        return lists.find(id).orElseThrow(() -> access.notFound("No client that you may see has a key with this id"));
    }

    private List<ClientView> unasked(KeyLists lists, Page page) {
        if (!KeyDemand.NONE.code().equals(enforced)) {
            throw badRequest("'enforced' must be " + KeyDemand.NONE.code());
        }
        return lists.unasked(page);
    }

    private List<KeyView> expiring(KeyLists lists, Instant now, Page page) {
        Duration left = KeyLifetime.parseSeconds(expiresWithin)
                .orElseThrow(() -> badRequest("'expiresWithin' must be a whole number of seconds from 0 to "
                        + KeyLifetime.LIMIT.toSeconds()));
        return lists.expiring(now.plus(left), page);
    }

    private static ErrorResponseException badRequest(String message) {
        return ErrorResponse.error(message, Response.Status.BAD_REQUEST);
    }
}
