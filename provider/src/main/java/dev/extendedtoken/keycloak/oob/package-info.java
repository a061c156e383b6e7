/**
 * Out-of-band redirects: the executor {@code out-of-band}. Where a policy grants it, the two URNs of
 * {@link dev.extendedtoken.keycloak.oob.OutOfBandUri} are redirect URIs whose answer is a page.
 *
 * <ol>
 *   <li>{@link dev.extendedtoken.keycloak.oob.OutOfBandCheck} looks at the request before the login begins.
 *   <li>{@link dev.extendedtoken.keycloak.oob.OutOfBandLoginProtocol} answers where a login ends.
 *   <li>{@link dev.extendedtoken.keycloak.oob.OutOfBandAnswers} answers where none has begun.
 *   <li>{@link dev.extendedtoken.keycloak.oob.AuthorizationAnswers} sees to it that a
 *       {@link dev.extendedtoken.keycloak.oob.Headless} request gets JSON and no page.
 * </ol>
 *
 * {@code Admission}, {@code Problem} and {@code AuthorizationAnswer} decide and know no server.
 */
package dev.extendedtoken.keycloak.oob;
