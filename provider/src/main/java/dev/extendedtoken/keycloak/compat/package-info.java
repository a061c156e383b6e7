/**
 * What the extension replaces in Keycloak, what it uses of Keycloak's internals, and the Keycloak versions that this was
 * checked against. The lists are data: the check at start-up and the page {@code COMPATIBILITY.md} are made from them, and
 * a test fails on an internal type that is not in them.
 */
package dev.extendedtoken.keycloak.compat;
