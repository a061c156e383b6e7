package dev.extendedtoken.keycloak.rotation.derived;

import dev.extendedtoken.keycloak.request.AccessTokenFamily;
import dev.extendedtoken.keycloak.request.BearerToken;
import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.request.UnverifiedJwt;
import dev.extendedtoken.keycloak.rotation.family.Ancestor;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.policy.Rotation;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.authorization.authorization.AuthorizationTokenService;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

/**
 * The ancestors of the tokens that a token exchange (RFC 8693) or a UMA ticket grant issues: the client session and family
 * of the subject token, and the ancestors of that token. Keycloak has verified the subject token before.
 */
public record Derivation(KeycloakSession session, RealmModel realm) {

    /** The most entries of the claim: the first ancestor, and the last ones. */
    private static final int MOST_ANCESTORS = 8;

    private static final String SUBJECT_TOKEN = "subject_token";
    private static final String CLAIM_TOKEN = "claim_token";
    private static final String CLAIM_TOKEN_FORMAT = "claim_token_format";

    /** The ancestors of the tokens of the current request, the oldest one first. */
    public List<Ancestor> ancestors() {
        return encodedSubject()
                .flatMap(token -> UnverifiedJwt.parse(token, AccessToken.class))
                .map(this::ancestors)
                .orElse(List.of());
    }

    /** The subject token: chosen as Keycloak's grants choose it. */
    private Optional<String> encodedSubject() {
        Optional<String> subject = DerivedToken.formParameter(session, SUBJECT_TOKEN);
        if (!DerivedToken.isUma(session)) {
            return subject;
        }
        return bearer().or(this::claimToken).or(() -> subject);
    }

    private Optional<String> bearer() {
        return BearerToken.from(session.getContext().getHttpRequest().getHttpHeaders());
    }

    /** An ID token of the user, as UMA 2.0 allows. */
    private Optional<String> claimToken() {
        String format = DerivedToken.formParameter(session, CLAIM_TOKEN_FORMAT)
                .orElse(AuthorizationTokenService.CLAIM_TOKEN_FORMAT_ID_TOKEN);
        return AuthorizationTokenService.CLAIM_TOKEN_FORMAT_ID_TOKEN.equalsIgnoreCase(format)
                ? DerivedToken.formParameter(session, CLAIM_TOKEN)
                : Optional.empty();
    }

    private List<Ancestor> ancestors(AccessToken subject) {
        List<Ancestor> ancestors = new ArrayList<>(
                DerivedToken.claim(subject).flatMap(Ancestor::listFrom).orElse(List.of()));
        self(subject).ifPresent(ancestors::add);
        while (ancestors.size() > MOST_ANCESTORS) {
            ancestors.remove(1);
        }
        return ancestors;
    }

    /** The client session of the subject token, with its family; empty if the client does not rotate. */
    private Optional<Ancestor> self(AccessToken subject) {
        ClientModel client = subject.getIssuedFor() == null ? null : realm.getClientByClientId(subject.getIssuedFor());
        if (subject.getSessionId() == null
                || client == null
                || Rotation.forClient(session, client).state() == Rotation.State.OFF) {
            return Optional.empty();
        }
        Optional<String> family = AccessTokenFamily.parse(subject.getId());
        if (family.isPresent()) {
            return Optional.of(ofFamily(subject, client, family.get()));
        }
        // A derived access token without a family ends with its ancestors.
        return DerivedToken.isDerived(subject) ? Optional.empty() : ofClientSession(subject, client);
    }

    private Ancestor ofFamily(AccessToken subject, ClientModel client, String family) {
        return candidates(subject, client)
                .filter(candidate -> candidate.families().containsKey(family))
                .findFirst()
                .map(candidate -> candidate.ancestor(List.of(family)))
                // The family has ended meanwhile, so the ancestor is one that is not found.
                .orElseGet(() -> new Ancestor(subject.getSessionId(), client.getId(), "", List.of(family), false, 0));
    }

    /**
     * An ID token does not name its family, so it depends on all families of logins. An access token without a family is
     * older than rotation.
     */
    private Optional<Ancestor> ofClientSession(AccessToken subject, ClientModel client) {
        boolean isIdToken = TokenUtil.TOKEN_TYPE_ID.equals(subject.getType());
        return candidates(subject, client)
                .findFirst()
                .map(candidate -> candidate.ancestor(
                        isIdToken ? List.copyOf(candidate.logins().keySet()) : List.of()));
    }

    /** The client sessions that the token may belong to: an online one and an offline one may share their id. */
    private Stream<Candidate> candidates(AccessToken subject, ClientModel client) {
        String id = subject.getSessionId();
        return Stream.of(
                        Optional.ofNullable(session.sessions().getUserSession(realm, id)),
                        Optional.ofNullable(session.sessions().getOfflineUserSession(realm, id)))
                .flatMap(Optional::stream)
                .flatMap(userSession -> Candidate.in(session, userSession, client).stream());
    }

    private record Candidate(
            KeycloakSession session, UserSessionModel userSession, ClientModel client, FamilyNotes notes) {

        static Optional<Candidate> in(KeycloakSession session, UserSessionModel userSession, ClientModel client) {
            return Optional.ofNullable(userSession.getAuthenticatedClientSessionByClient(client.getId()))
                    .map(clientSession -> new Candidate(
                            session, userSession, client, new FamilyNotes(clientSession, Optional.empty())));
        }

        Map<String, Family> families() {
            return notes.all();
        }

        Map<String, Family> logins() {
            return notes.all(false);
        }

        Ancestor ancestor(List<String> families) {
            return new Ancestor(
                    userSession.getId(),
                    client.getId(),
                    notes.started(),
                    families,
                    userSession.isOffline(),
                    endsAt(families));
        }

        private long endsAt(List<String> families) {
            return Rotation.forClient(session, client).policy().stream()
                    .flatMap(policy -> families.stream()
                            .map(families()::get)
                            .map(family -> policy.endsAt(family.origin().issuedAt())))
                    .mapToLong(Long::longValue)
                    .filter(second -> second > 0)
                    .min()
                    .orElse(0);
        }
    }
}
