package dev.extendedtoken.keycloak.rotation;

/** How far a refresh has come. A stage never changes; each step makes the next one. */
sealed interface RefreshStage permits StartedRefresh, DecidedRefresh, AppliedRefresh {

    /** What was known when the refresh began. */
    StartedRefresh started();
}
