package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.tokenrequest.model.RequestRules;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.keycloak.OAuth2Constants;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Code verifiers that are longer than the 128 characters of RFC 7636, for clients whose policy allows them. Keycloak
 * refuses those, so it is shown another pair: when the code is made, the client's challenge is replaced by that of a
 * verifier which only this realm can compute from it; at the exchange the client's verifier is replaced by that one.
 *
 * <p>Who sees the client's challenge cannot compute the other verifier, because the realm's HMAC key is in it; who has
 * neither still needs a text whose SHA-256 is the client's challenge. The code itself is stored and used up by Keycloak.
 */
public final class LongVerifiers {

    private static final String BOUND = "extended-token.long-verifier";
    private static final String PURPOSE = "extended-token code_challenge ";
    private static final String HMAC = "HmacSHA512";

    private final KeycloakSession session;

    public LongVerifiers(KeycloakSession session) {
        this.session = session;
    }

    /** Replaces the challenge of a login whose code is about to be made. */
    public void bind(AuthenticationSessionModel login) {
        String challenge = login.getClientNote(OIDCLoginProtocol.CODE_CHALLENGE_PARAM);
        String method = login.getClientNote(OIDCLoginProtocol.CODE_CHALLENGE_METHOD_PARAM);
        if (challenge == null
                || !OAuth2Constants.PKCE_METHOD_S256.equals(method)
                || login.getAuthNote(BOUND) != null
                || !areAllowed(login.getClient())) {
            return;
        }
        SecretKey key = session.keys()
                .getActiveKey(login.getRealm(), KeyUse.SIG, Algorithm.HS512)
                .getSecretKey();
        login.setAuthNote(BOUND, Boolean.TRUE.toString());
        login.setClientNote(OIDCLoginProtocol.CODE_CHALLENGE_PARAM, s256(derived(key, login.getClient(), challenge)));
    }

    /**
     * The verifier to show to Keycloak in place of the client's, where they {@link #areAllowed}.
     *
     * @param stored the challenge that is kept with the code
     * @return empty if that one has nothing to do with the client's verifier, or is what the client has sent itself
     */
    Optional<String> replacement(ClientModel client, String verifier, String stored) {
        return keys(client.getRealm())
                .map(key -> derived(key, client, s256(verifier)))
                .filter(derived -> isSame(s256(derived), stored))
                .findFirst();
    }

    /** Whether all policies that match a client say so, and at least one does. */
    boolean areAllowed(ClientModel client) {
        ClientPolicyEvaluator evaluator = session.getProvider(ClientPolicyEvaluator.class);
        if (!evaluator.isConfigured(RequestRulesConfiguration.class)) {
            return false;
        }
        List<RequestRulesConfiguration> matching = evaluator.evaluate(client).of(RequestRulesConfiguration.class);
        return !matching.isEmpty()
                && matching.stream()
                        .allMatch(one ->
                                one.rules().maxCodeVerifierLength() > RequestRules.STANDARD_CODE_VERIFIER_LENGTH);
    }

    /** Those that were active a minute ago, too. */
    private Stream<SecretKey> keys(RealmModel realm) {
        return session.keys().getKeysStream(realm, KeyUse.SIG, Algorithm.HS512).map(KeyWrapper::getSecretKey);
    }

    private static String derived(SecretKey key, ClientModel client, String challenge) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return encoded(mac.doFinal((PURPOSE + client.getId() + " " + challenge).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 7636 section 4.2. */
    private static String s256(String verifier) {
        try {
            return encoded(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
