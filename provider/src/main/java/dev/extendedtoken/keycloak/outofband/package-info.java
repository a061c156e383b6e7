/**
 * Out-of-band redirects: the executor {@code out-of-band}. Where a policy grants it, the two URNs of
 * {@link dev.extendedtoken.keycloak.outofband.model.OutOfBandUri} are redirect URIs whose answer is a page.
 *
 * <ol>
 *   <li>{@link dev.extendedtoken.keycloak.outofband.OutOfBandCheck} looks at the request before the login begins.
 *   <li>{@link dev.extendedtoken.keycloak.outofband.OutOfBandLoginProtocol} answers where a login ends.
 *   <li>{@link dev.extendedtoken.keycloak.outofband.OutOfBandResponses} answers where none has begun.
 *   <li>{@link dev.extendedtoken.keycloak.outofband.AuthorizationResponses} sees to it that a
 *       {@link dev.extendedtoken.keycloak.outofband.Headless} request gets JSON and no page.
 * </ol>
 *
 * {@code Admission}, {@code AuthorizationError} and {@code AuthorizationResponse} decide and know no server.
 */
package dev.extendedtoken.keycloak.outofband;
