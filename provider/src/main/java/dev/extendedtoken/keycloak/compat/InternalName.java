package dev.extendedtoken.keycloak.compat;

/**
 * One name in Keycloak that the extension knows as text only.
 *
 * @param what what it names, and where
 * @param breaks what no longer works if it changes
 * @param state how it differs in Keycloak 26.8 from 26.7.4
 * @param note as in {@link InternalType}; empty if nothing changed
 */
record InternalName(String name, String what, String breaks, StateIn268 state, String note) {}
