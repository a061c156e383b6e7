package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.request.BearerToken;
import dev.extendedtoken.keycloak.request.CurrentTokenRequest;
import dev.extendedtoken.keycloak.request.UnverifiedJwt;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;
import org.keycloak.representations.IDToken;

/** The user sessions of the code and of the tokens in a request. The code and the tokens are not verified here. */
public record PresentedSessions(KeycloakSession session) {

    /** Ends the logins by user JWT whose source has ended, before Keycloak reads them. */
    public void endOrphaned() {
        UserJwtSessions sessions = new UserJwtSessions(session);
        ids().distinct().forEach(sessions::endIfSourceHasEnded);
    }

    private Stream<String> ids() {
        CurrentTokenRequest request = CurrentTokenRequest.forSession(session);
        return Stream.concat(
                request.get(OAuth2Constants.CODE).stream().flatMap(PresentedSessions::fromCode),
                tokens(request).flatMap(token -> fromToken(token).stream()));
    }

    private Stream<String> tokens(CurrentTokenRequest request) {
        return Stream.of(
                        request.get(OAuth2Constants.REFRESH_TOKEN),
                        request.get(OAuth2Constants.SUBJECT_TOKEN),
                        // The parameter of introspection (RFC 7662) has the same name as that of revocation (RFC 7009).
                        request.get(TokenRevocationEndpoint.PARAM_TOKEN),
                        bearer())
                .flatMap(Optional::stream);
    }

    private Optional<String> bearer() {
        return BearerToken.from(session.getContext().getHttpRequest().getHttpHeaders());
    }

    /** The second part of a code is the id of its user session. */
    private static Stream<String> fromCode(String code) {
        return Stream.of(code.split("\\.", 3)).skip(1).limit(1);
    }

    private static Optional<String> fromToken(String token) {
        return UnverifiedJwt.claim(token, IDToken.SESSION_ID);
    }
}
