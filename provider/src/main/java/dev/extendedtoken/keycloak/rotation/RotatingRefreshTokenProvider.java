package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.lock.RefreshLock;
import dev.extendedtoken.keycloak.rotation.store.Database;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Optional;
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
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.CorsErrorResponseException;

/**
 * Keycloak's {@link DefaultRefreshTokenProvider} with rotation in three stages: started before Keycloak validates
 * the token, decided when session and user are known to be valid, applied when the tokens are about to be encoded.
 *
 * <p>Keycloak creates one provider for each of its sessions and keeps it there ({@code DefaultKeycloakSession}), so that
 * the {@link RotationPostProcessorFactory post-processor} of the same request gets this instance. A nested session, which
 * commits what a refused refresh leaves behind, has another one, which stays without a refresh.
 */
final class RotatingRefreshTokenProvider extends DefaultRefreshTokenProvider {

    private static final Logger LOG = Logger.getLogger(RotatingRefreshTokenProvider.class);

    private final RefreshLock lock;
    private final Database database;

    /** Of the one refresh of the request; empty until it has started. */
    private Optional<RefreshStage> stage = Optional.empty();

    RotatingRefreshTokenProvider(KeycloakSession session, RefreshLock lock, Database database) {
        super(session);
        this.lock = lock;
        this.database = database;
    }

    /** First tokens are made by Keycloak's provider; {@link FirstToken} adds the family at the end. */
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
            StartedRefresh started = StartedRefresh.start(session, request, lock, database);
            stage = Optional.of(started);
            return super.refreshAccessToken(started.override().request());
        } catch (StorageUnavailableException e) {
            throw unavailable(request, e);
        } catch (OAuthErrorException | RuntimeException e) {
            if (restsOnError(e)) {
                throw unavailable(request, e);
            }
            throw e;
        }
    }

    /** Called by {@code super.refreshAccessToken}, before its checks of not-before, consent and reuse. */
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
        StartedRefresh started = stage.orElseThrow().started();
        Optional<Map<String, String>> committed = started.readCommitted();
        // Not the realm of the override: the session's own one, which other parts of Keycloak compare and cache.
        RealmModel actual = session.getContext().getRealm();
        TokenManager.TokenValidation valid = super.validateToken(
                session, uriInfo, connection, actual, oldToken, headers, scope, client, tokenManager, event);
        DecidedRefresh decided = DecidedRefresh.decide(started, committed, valid);
        stage = Optional.of(decided);
        if (decided.replacesReuseCheck()) {
            started.override().activate();
        }
        return valid;
    }

    /** Called when all checks are passed and nothing can remove the refresh token from the response any more. */
    void apply(TokenPostProcessorContext response) {
        if (stage.isPresent()
                && stage.get() instanceof DecidedRefresh decided
                && decided.isOf(response.requestRefreshToken())) {
            stage = Optional.of(AppliedRefresh.apply(decided, response));
        }
    }

    /** Keycloak takes a session or user that it could not read for one that does not exist. */
    private boolean restsOnError(Exception e) {
        return stage.filter(reached -> reached.started().concernsFamilies()).isPresent()
                && (e instanceof CacheException || new DatabaseTransaction(session).hasFailed());
    }

    private static CorsErrorResponseException unavailable(RefreshTokenContext request, Exception cause) {
        LOG.warn("The database or the cluster has failed a refresh, whose client may try again", cause);
        return RefreshTokenError.forRequest(request).unavailable();
    }
}
