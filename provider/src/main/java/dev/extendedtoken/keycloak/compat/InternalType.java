package dev.extendedtoken.keycloak.compat;

/**
 * One type of Keycloak without a public API that the extension uses.
 *
 * @param name the type's qualified name
 * @param use what the extension does with it
 * @param breaks what no longer works if it changes
 * @param state how it differs in Keycloak 26.8 from 26.7.4
 * @param note what changed, since which version if not 26.8.0, the upstream issue or pull request, and what the extension
 *     does about it; empty if nothing changed
 */
record InternalType(String name, Use use, String breaks, StateIn268 state, String note) {

    /** How the extension uses a type; the first that applies. */
    enum Use {
        EXTENDS,
        IMPLEMENTS,
        CALLS,
        /** The code contains the name as text; whether the type exists is known at run time only. */
        NAMES
    }
}
