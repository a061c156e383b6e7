package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.userjwt.model.UserJwt;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException.Reason;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.common.util.Time;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/** Signs in the user of an accepted user JWT, if the request and the realm's limits allow it. */
record UserJwtSignIn(AuthenticationFlowContext context) {

    /** Whether the request asks for interaction with the user, or for more than the minimum level of authentication. */
    boolean isExcludedByRequest() {
        String prompt = login().getClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        AcrStore levels = new AcrStore(context.getSession(), login());
        return TokenUtil.hasPrompt(prompt, OIDCLoginProtocol.PROMPT_VALUE_LOGIN)
                || TokenUtil.hasPrompt(prompt, OIDCLoginProtocol.PROMPT_VALUE_SELECT_ACCOUNT)
                || login().getClientNote(Constants.KC_ACTION) != null
                || levels.getRequestedLevelOfAuthentication(context.getTopLevelFlow()) > Constants.MINIMUM_LOA;
    }

    private AuthenticationSessionModel login() {
        return context.getAuthenticationSession();
    }

    /** @throws UserJwtException if the user JWT signs in nobody here */
    void signIn(UserJwt jwt) throws UserJwtException {
        UserModel user = context.getSession().users().getUserById(context.getRealm(), jwt.userId());
        if (user == null) {
            throw new UserJwtException(Reason.INVALID);
        }
        if (UserJwtSessions.isUserJwtSession(jwt.source().userSession())) {
            throw new UserJwtException(Reason.RESTRICTED);
        }
        if (isTooOld(jwt)) {
            throw new UserJwtException(Reason.TOO_OLD);
        }
        if (requestsOfflineSession(user)) {
            throw new UserJwtException(Reason.OFFLINE_ACCESS);
        }
        // The minimum level, because the user has not authenticated in this request.
        new AcrStore(context.getSession(), login()).setLevelAuthenticatedToCurrentRequest(Constants.MINIMUM_LOA);
        UserJwtLogin.mark(login(), context.getEvent(), jwt);
        context.setUser(user);
        context.success();
    }

    /**
     * Whether the login of the user is older than {@code max_age} (OpenID Connect Core section 3.1.2.1) or than the realm's
     * maximum session lifespan. Without the second limit a chain of such logins could continue for ever.
     */
    private boolean isTooOld(UserJwt jwt) {
        String maxAge = login().getClientNote(OIDCLoginProtocol.MAX_AGE_PARAM);
        long age = Time.currentTimeSeconds() - jwt.authTime();
        return age > context.getRealm().getSsoSessionMaxLifespan() || maxAge != null && age >= Integer.parseInt(maxAge);
    }

    /** Also true if {@code offline_access} is a default scope of the client. */
    private boolean requestsOfflineSession(UserModel user) {
        return TokenManager.getRequestedClientScopes(
                        context.getSession(), login().getClientNote(OAuth2Constants.SCOPE), login().getClient(), user)
                .anyMatch(scope -> OAuth2Constants.OFFLINE_ACCESS.equals(scope.getName()));
    }
}
