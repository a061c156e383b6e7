package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.request.BearerToken;
import dev.extendedtoken.keycloak.request.CurrentTokenRequest;
import dev.extendedtoken.keycloak.request.TokenRequest;
import dev.extendedtoken.keycloak.request.UnverifiedJwt;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;
import org.keycloak.representations.AccessToken;

/** The user sessions that a request names by what it presents: a code, or a token of any kind. Nothing is checked here. */
public record PresentedSessions(KeycloakSession session) {

    /** Ends those of them that are logins by user JWT and whose source has ended, before Keycloak looks at them. */
    public void endThoseWithoutSource() {
        UserJwtSessions sessions = new UserJwtSessions(session);
        ids().distinct().forEach(sessions::endIfSourceHasEnded);
    }

    private Stream<String> ids() {
        TokenRequest request = CurrentTokenRequest.of(session);
        return Stream.concat(
                request.get(OAuth2Constants.CODE).stream().flatMap(PresentedSessions::ofCode),
                tokens(request).flatMap(token -> ofToken(token).stream()));
    }

    private Stream<String> tokens(TokenRequest request) {
        return Stream.of(
                        request.get(OAuth2Constants.REFRESH_TOKEN),
                        request.get(OAuth2Constants.SUBJECT_TOKEN),
                        // What introspection (RFC 7662) is asked about has the same name as what is revoked.
                        request.get(TokenRevocationEndpoint.PARAM_TOKEN),
                        bearer())
                .flatMap(Optional::stream);
    }

    private Optional<String> bearer() {
        return BearerToken.of(session.getContext().getHttpRequest().getHttpHeaders());
    }

    /** Its second part, as Keycloak writes it. */
    private static Stream<String> ofCode(String code) {
        return Stream.of(code.split("\\.", 3)).skip(1).limit(1);
    }

    private static Optional<String> ofToken(String token) {
        return UnverifiedJwt.parse(token, AccessToken.class).map(AccessToken::getSessionId);
    }
}
