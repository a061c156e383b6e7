/**
 * What a family of refresh tokens is, and the rules for its tokens: plain values, without Keycloak and without a clock.
 */
package dev.extendedtoken.keycloak.rotation.family;
