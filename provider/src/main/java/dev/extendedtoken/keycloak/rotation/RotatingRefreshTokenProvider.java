package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.lock.RefreshLock;
import dev.extendedtoken.keycloak.rotation.store.Database;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import org.infinispan.commons.CacheException;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.InitialRefreshTokenContext;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.CorsErrorResponseException;

/**
 * Keycloak's {@link DefaultRefreshTokenProvider} with a decision in the middle: when the session and the user are known
 * to be good, and before anything is made or changed.
 */
final class RotatingRefreshTokenProvider extends DefaultRefreshTokenProvider {

    private static final Logger LOG = Logger.getLogger(RotatingRefreshTokenProvider.class);

    private final RefreshLock lock;
    private final Database database;

    /** The one refresh of this request, for which Keycloak has made this provider. */
    private Refresh refresh;

    RotatingRefreshTokenProvider(KeycloakSession session, RefreshLock lock, Database database) {
        super(session);
        this.lock = lock;
        this.database = database;
    }

    /** First tokens are Keycloak's; what a family needs is added to them in the end. */
    @Override
    public boolean supports(InitialRefreshTokenContext first) {
        return false;
    }

    @Override
    public boolean supports(RefreshTokenContext request) {
        return super.supports(request) && RotatingRefreshTokenFactory.isBuiltIn(request.oldRefreshToken());
    }

    @Override
    public TokenManager.AccessTokenResponseBuilder refreshAccessToken(RefreshTokenContext request)
            throws OAuthErrorException {
        try {
            refresh = Refresh.begin(session, request, lock, database);
            return super.refreshAccessToken(refresh.request());
        } catch (StorageUnavailableException e) {
            throw unavailable(request, e);
        } catch (OAuthErrorException | RuntimeException e) {
            if (restsOnError(e)) {
                throw unavailable(request, e);
            }
            throw e;
        }
    }

    /** Keycloak takes a session or user that could not be read for one that is not there. */
    private boolean restsOnError(Exception e) {
        return refresh != null
                && refresh.isLocked()
                && (e instanceof CacheException || new DatabaseTransaction(session).hasFailed());
    }

    private static CorsErrorResponseException unavailable(RefreshTokenContext request, Exception cause) {
        LOG.warn("The database or the cluster has failed a refresh, whose client may try again", cause);
        return RefreshTokenError.to(request).unavailable();
    }

    @Override
    protected TokenManager.TokenValidation validateToken(
            KeycloakSession session,
            UriInfo uriInfo,
            ClientConnection connection,
            RealmModel realm,
            RefreshToken oldToken,
            HttpHeaders headers,
            String scope,
            ClientModel client,
            TokenManager tokenManager,
            EventBuilder event)
            throws OAuthErrorException {
        refresh.lookup();
        // Not the realm of the request that Keycloak was shown: sessions are Keycloak's own business.
        RealmModel actual = session.getContext().getRealm();
        TokenManager.TokenValidation valid = super.validateToken(
                session, uriInfo, connection, actual, oldToken, headers, scope, client, tokenManager, event);
        refresh.decide(valid);
        return valid;
    }
}
