/**
 * The providers of Keycloak that the extension replaces or reorders, the internal types, methods and names that it uses,
 * and the Keycloak versions that they were compared with. The check at start-up and the page {@code COMPATIBILITY.md} are
 * made from these lists. A test fails on an internal type that is not listed.
 */
package dev.extendedtoken.keycloak.compat;
