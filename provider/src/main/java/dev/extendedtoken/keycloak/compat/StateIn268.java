package dev.extendedtoken.keycloak.compat;

/** How a type that the extension uses differs in Keycloak 26.8 from 26.7.4. */
enum StateIn268 {
    SAME,
    COMPATIBLE,
    CHANGED,
    /** The source of 26.8 was not available. The upgrade guide and the issues of 26.8 name no change. */
    NOT_COMPARED
}
