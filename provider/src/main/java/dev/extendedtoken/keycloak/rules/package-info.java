/**
 * What other authorization servers ask of a token request beyond Keycloak, per client.
 *
 * <ul>
 *   <li>{@code request}: the executor {@code token-request-rules}. {@code RequestRules} decides and knows no server.
 *   <li>{@code format}: the executor {@code token-response-format}, applied to the finished answer.
 *   <li>{@code userjwt}: the executor {@code user-jwt-enforcer} and the browser-flow step {@code user-jwt}, which read the
 *       same header by the same {@code UserJwtVerifier}.
 * </ul>
 *
 * {@link dev.extendedtoken.keycloak.rules.TokenRules} is where a token request is judged, once a client is authenticated and
 * before its grant runs; {@link dev.extendedtoken.keycloak.rules.LastRules} sees to it that no grant goes round it.
 */
package dev.extendedtoken.keycloak.rules;
