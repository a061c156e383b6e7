/**
 * What a family of refresh tokens is and what may be done with a token of it: plain values and rules, no Keycloak, no
 * clock. The adapters are one package up.
 */
package dev.extendedtoken.keycloak.rotation.family;
