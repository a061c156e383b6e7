package dev.extendedtoken.keycloak.clients.shared;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of one call of a process or tab, as its library told the application.
 *
 * @param forcedLogin whether it failed because the user has to sign in again
 * @param error null if the call succeeded
 */
record Call(boolean forcedLogin, String error) {

    static final Call SUCCEEDED = new Call(false, null);

    /** As the programs and pages of {@code shared-tokens} print it. */
    static Call from(JsonNode outcome) {
        return outcome.has("failed")
                ? new Call(
                        outcome.path("login").booleanValue(),
                        outcome.path("error").asText())
                : SUCCEEDED;
    }

    boolean failed() {
        return error != null;
    }
}
