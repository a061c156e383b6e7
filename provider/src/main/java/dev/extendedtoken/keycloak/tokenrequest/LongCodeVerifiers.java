package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.tokenrequest.model.RequestRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Base64Url;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.crypto.MacSignatureSignerContext;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Code verifiers longer than the 128 characters of RFC 7636, for clients whose policies allow them. Keycloak refuses such
 * verifiers, so it gets another pair. When the code is created, the client's challenge is replaced by that of a derived
 * verifier: an HMAC of the client's challenge with a key of the realm. At the exchange the client's verifier is replaced by
 * the derived one.
 *
 * <p>The derived verifier cannot be computed from the client's challenge without the realm's key. A forged verifier still
 * needs the SHA-256 of the client's challenge. Keycloak stores the code and uses it up.
 */
public final class LongCodeVerifiers {

    private static final String REPLACED = "extended-token.long-verifier";
    private static final String PURPOSE = "extended-token code_challenge ";

    private final KeycloakSession session;

    public LongCodeVerifiers(KeycloakSession session) {
        this.session = session;
    }

    /** Replaces the challenge of a login before its code is created. */
    public void replaceChallenge(AuthenticationSessionModel login) {
        String challenge = login.getClientNote(OIDCLoginProtocol.CODE_CHALLENGE_PARAM);
        String method = login.getClientNote(OIDCLoginProtocol.CODE_CHALLENGE_METHOD_PARAM);
        if (challenge == null
                || !OAuth2Constants.PKCE_METHOD_S256.equals(method)
                || login.getAuthNote(REPLACED) != null
                || !areAllowed(login.getClient())) {
            return;
        }
        KeyWrapper key = session.keys().getActiveKey(login.getRealm(), KeyUse.SIG, Algorithm.HS512);
        login.setAuthNote(REPLACED, Boolean.TRUE.toString());
        login.setClientNote(OIDCLoginProtocol.CODE_CHALLENGE_PARAM, s256(derived(key, login.getClient(), challenge)));
    }

    /**
     * The derived verifier that replaces the client's, for clients that have {@link #areAllowed long verifiers}.
     *
     * @param stored the challenge that is stored with the code
     * @return empty if the stored challenge is not derived from the client's verifier
     */
    Optional<String> replacement(ClientModel client, String verifier, String stored) {
        return keys(client.getRealm())
                .map(key -> derived(key, client, s256(verifier)))
                .filter(derived -> isSame(s256(derived), stored))
                .findFirst();
    }

    /** Whether all policies that match the client allow long verifiers, and at least one policy matches. */
    boolean areAllowed(ClientModel client) {
        List<RequestRulesConfiguration> matching = session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, RequestRulesConfiguration.class)
                .granted();
        return !matching.isEmpty()
                && matching.stream()
                        .allMatch(one ->
                                one.rules().maxCodeVerifierLength() > RequestRules.STANDARD_CODE_VERIFIER_LENGTH);
    }

    /** The active key and the former ones, because the code may have been created before the active key. */
    private Stream<KeyWrapper> keys(RealmModel realm) {
        return session.keys().getKeysStream(realm, KeyUse.SIG, Algorithm.HS512);
    }

    private static String derived(KeyWrapper key, ClientModel client, String challenge) {
        byte[] text = (PURPOSE + client.getId() + " " + challenge).getBytes(StandardCharsets.UTF_8);
        return Base64Url.encode(new MacSignatureSignerContext(key).sign(text));
    }

    /** The challenge of a verifier (RFC 7636 section 4.2), as Keycloak's internal {@code PkceUtils} computes it. */
    private static String s256(String verifier) {
        return HashUtils.sha256UrlEncodedHash(verifier, StandardCharsets.US_ASCII);
    }

    /** Compares in constant time. */
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
