package dev.extendedtoken.keycloak.rotation.realmswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;

/** The hand-over to Keycloak's "Revoke Refresh Token", also with the note that 26.8 has and 26.7 has not. */
class RevokeRefreshTokenSettingTest {

    private static final String REUSE_ID = "5a0e8be0-8df4-4c0f-8b0e-0a3d0f6b6f0c";
    private static final String OTHER_REUSE_ID = "f7a1d2b8-7a5c-4a67-9a7c-6c9f0a0b1c2d";
    private static final int ISSUED_AT = 1_700_000_000;

    /** As in 26.8; its real name is not known, only that it ends with the reuse id. */
    private static final String LATEST = "anyPrefix";

    private final Map<String, String> notes = new HashMap<>();
    private final AuthenticatedClientSessionModel clientSession =
            proxy(AuthenticatedClientSessionModel.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getNote" -> notes.get(arguments[0]);
                case "getNotes" -> Map.copyOf(notes);
                case "setNote" -> notes.put((String) arguments[0], (String) arguments[1]);
                default -> InvocationHandler.invokeDefault(proxy, method, arguments);
            });

    private boolean enabled = true;
    private int maxReuse;

    @BeforeEach
    void keycloakHasRefreshed() {
        notes.put("scope", "openid");
        notes.put(LATEST + OTHER_REUSE_ID, "latest of another login");
    }

    @Test
    void theSuccessorOfAnAdoptedTokenIsTheNewestOne() {
        notes.put(LATEST + REUSE_ID, "adopted");
        clientSession.setRefreshToken(REUSE_ID, "used");
        clientSession.setRefreshTokenUseCount(REUSE_ID, 1);
        clientSession.setRefreshTokenLastRefresh(REUSE_ID, ISSUED_AT - 100);

        setting(token("adopted", REUSE_ID)).noteSuccessor(token("adopted.2", REUSE_ID));

        assertThat(notes)
                .containsEntry(LATEST + REUSE_ID, "adopted.2")
                .containsEntry(LATEST + OTHER_REUSE_ID, "latest of another login")
                .containsEntry("scope", "openid");
        assertThat(clientSession.getRefreshToken(REUSE_ID)).isEqualTo("adopted.2");
        assertThat(clientSession.getRefreshTokenUseCount(REUSE_ID)).isZero();
        assertThat(clientSession.getRefreshTokenLastRefresh(REUSE_ID)).isEqualTo(ISSUED_AT);
    }

    @Test
    void theLatestTokenThatWasNeverPresentedIsOldAfterAnother() {
        notes.put(LATEST + REUSE_ID, "never presented");

        setting(token("adopted", REUSE_ID)).noteSuccessor(token("adopted.2", REUSE_ID));

        assertThat(notes).containsEntry(LATEST + REUSE_ID, "adopted.2").doesNotContainValue("never presented");
    }

    @Test
    void on267ThereIsNoSuchNote() {
        setting(token("adopted", REUSE_ID)).noteSuccessor(token("adopted.2", REUSE_ID));
        assertThat(notes).doesNotContainKey(LATEST + REUSE_ID);

        Map<String, String> before = Map.copyOf(notes);
        setting(token("live", REUSE_ID)).replaceNotedId("generated", "live.4");
        assertThat(notes).isEqualTo(before);
    }

    @Test
    void aTokenWithAnotherIdIsTheOneThatKeycloakHasGenerated() {
        notes.put(LATEST + REUSE_ID, "generated");
        clientSession.setRefreshToken(REUSE_ID, "live.3");

        setting(token("live.3", REUSE_ID)).replaceNotedId("generated", "live.4");

        assertThat(notes)
                .containsEntry(LATEST + REUSE_ID, "live.4")
                .containsEntry(LATEST + OTHER_REUSE_ID, "latest of another login");
        assertThat(clientSession.getRefreshToken(REUSE_ID)).isEqualTo("live.3");
    }

    @Test
    void whatWasIssuedWhileTheSettingWasOffIsNotTracked() {
        Map<String, String> before = Map.copyOf(notes);
        RefreshToken successor = token("adopted.2", "");

        RevokeRefreshTokenSetting setting = setting(token("adopted", ""));
        setting.noteSuccessor(successor);
        setting.writeReuseId(successor);

        assertThat(notes).isEqualTo(before);
        assertThat(successor.getOtherClaims()).doesNotContainKey(Constants.REUSE_ID);
    }

    @Test
    void theSettingIsOff() {
        enabled = false;
        Map<String, String> before = Map.copyOf(notes);

        setting(token("adopted", REUSE_ID)).noteSuccessor(token("adopted.2", REUSE_ID));

        assertThat(notes).isEqualTo(before);
        assertThat(setting(token("adopted", REUSE_ID)).takesOver()).isFalse();
    }

    @Test
    void itTakesOverWhereEachTokenIsGoodOnce() {
        assertThat(setting(token("live", REUSE_ID)).takesOver()).isTrue();
        maxReuse = 1;
        assertThat(setting(token("live", REUSE_ID)).takesOver()).isFalse();
    }

    @Test
    void theSuccessorHasTheReuseIdOfItsPredecessor() {
        RefreshToken successor = token("live.2", "");
        setting(token("live", REUSE_ID)).writeReuseId(successor);
        assertThat(successor.getOtherClaims()).containsEntry(Constants.REUSE_ID, REUSE_ID);
    }

    @Test
    void aTokenThatKeycloakHasSeenUsed() {
        clientSession.setRefreshToken(REUSE_ID, "used");
        clientSession.setRefreshTokenUseCount(REUSE_ID, 1);
        clientSession.setRefreshTokenLastRefresh(REUSE_ID, ISSUED_AT);

        assertThat(setting(token("used", REUSE_ID)).hasSeenUsed()).isTrue();
        assertThat(setting(token("unused", REUSE_ID)).hasSeenUsed()).isFalse();
        assertThat(setting(token("used", OTHER_REUSE_ID)).hasSeenUsed()).isFalse();
    }

    private RevokeRefreshTokenSetting setting(RefreshToken presented) {
        RealmModel realm = proxy(RealmModel.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "isRevokeRefreshToken" -> enabled;
            case "getRefreshTokenMaxReuse" -> maxReuse;
            default -> throw unexpected(method);
        });
        KeycloakContext context = proxy(KeycloakContext.class, (proxy, method, arguments) -> realm);
        KeycloakSession session = proxy(KeycloakSession.class, (proxy, method, arguments) -> context);
        return new RevokeRefreshTokenSetting(session, new TokenManager(), clientSession, presented);
    }

    private static RefreshToken token(String id, String reuseId) {
        RefreshToken token = new RefreshToken(new AccessToken(), null, "default");
        token.id(id);
        token.iat((long) ISSUED_AT);
        if (!reuseId.isEmpty()) {
            token.getOtherClaims().put(Constants.REUSE_ID, reuseId);
        }
        return token;
    }

    private static RuntimeException unexpected(Method method) {
        return new UnsupportedOperationException(method.getName());
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
