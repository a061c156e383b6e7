/**
 * Refresh-token rotation by client policy: each refresh token is good once (RFC 6749 section 6, RFC 9700 section 4.14.2),
 * and a lost response can be requested again. A refresh runs in three stages, {@link
 * dev.extendedtoken.keycloak.rotation.StartedRefresh}, {@link dev.extendedtoken.keycloak.rotation.DecidedRefresh} and
 * {@link dev.extendedtoken.keycloak.rotation.AppliedRefresh}. README.md in this folder explains tokens and state, and why
 * this is correct.
 */
package dev.extendedtoken.keycloak.rotation;
