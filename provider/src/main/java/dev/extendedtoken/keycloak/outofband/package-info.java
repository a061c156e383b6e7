/**
 * Out-of-band redirects: the executor {@code out-of-band}. Clients of a policy with it may use the two URNs of
 * {@link dev.extendedtoken.keycloak.outofband.model.OutOfBandUri} as redirect URI. The authorization response is a page.
 *
 * <ol>
 *   <li>{@link dev.extendedtoken.keycloak.outofband.OutOfBandCheck} checks the request before the login begins.
 *   <li>{@link dev.extendedtoken.keycloak.outofband.OutOfBandLoginProtocol} creates the response at the end of a login.
 *   <li>{@link dev.extendedtoken.keycloak.outofband.OutOfBandResponses} replaces error redirects before a login begins.
 *   <li>{@link dev.extendedtoken.keycloak.outofband.AuthorizationResponses} gives a
 *       {@link dev.extendedtoken.keycloak.outofband.Headless} request JSON instead of a page.
 * </ol>
 *
 * The package {@code model} contains the decisions. It does not depend on Keycloak.
 */
package dev.extendedtoken.keycloak.outofband;
