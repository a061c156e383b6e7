package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.lock.RefreshLock;
import dev.extendedtoken.keycloak.rotation.policy.RotationExecutorFactory;
import dev.extendedtoken.keycloak.rotation.store.Database;
import dev.extendedtoken.keycloak.rotation.store.StoredClientSession;
import java.util.Optional;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.connections.infinispan.InfinispanConnectionProvider;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProviderFactory;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProviderFactory;
import org.keycloak.provider.Provider;
import org.keycloak.representations.RefreshToken;

/**
 * Comes before Keycloak's {@link DefaultRefreshTokenProviderFactory}, for the refresh tokens that it issues, and after the
 * providers of other kinds of refresh tokens, such as the one for verifiable credentials (order 10).
 */
public final class RotatingRefreshTokenFactory implements RefreshTokenProviderFactory {

    /** Both are set before the first request. */
    private RefreshLock lock;

    private Database database;

    @Override
    public RefreshTokenProvider create(KeycloakSession session) {
        return new RotatingRefreshTokenProvider(session, lock, database);
    }

    /**
     * The provider of this session: the same instance that Keycloak's refresh grant calls. Empty if an option of the server
     * has disabled it.
     */
    static Optional<RotatingRefreshTokenProvider> provider(KeycloakSession session) {
        return Optional.ofNullable(session.getProvider(RefreshTokenProvider.class, RotationExecutorFactory.ID))
                .filter(RotatingRefreshTokenProvider.class::isInstance)
                .map(RotatingRefreshTokenProvider.class::cast);
    }

    /** The factory of this server; null if an option of the server has disabled it. */
    public static RotatingRefreshTokenFactory installed(KeycloakSession session) {
        return (RotatingRefreshTokenFactory) session.getKeycloakSessionFactory()
                .getProviderFactory(RefreshTokenProvider.class, RotationExecutorFactory.ID);
    }

    public Database database() {
        return database;
    }

    public RefreshLock lock() {
        return lock;
    }

    /** A client session as it is stored in the database. */
    StoredClientSession stored(KeycloakSession session, AuthenticatedClientSessionModel clientSession) {
        UserSessionModel userSession = clientSession.getUserSession();
        return new StoredClientSession(
                session, database, clientSession.getClient(), userSession.getId(), userSession.isOffline());
    }

    /** Whether Keycloak's default provider has issued the token. Tokens from before Keycloak 26.7 name no provider. */
    static boolean isBuiltIn(RefreshToken token) {
        return token.getProvider() == null
                || DefaultRefreshTokenProviderFactory.PROVIDER_ID.equals(token.getProvider());
    }

    @Override
    public int order() {
        return 5;
    }

    @Override
    public String getId() {
        return RotationExecutorFactory.ID;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(JpaConnectionProvider.class, InfinispanConnectionProvider.class, SingleUseObjectProvider.class);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        database = Database.forServer(factory);
        lock = RefreshLock.forServer(factory);
    }

    @Override
    public void close() {}
}
