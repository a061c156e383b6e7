package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.rotation.family.Decision;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyRules;
import dev.extendedtoken.keycloak.rotation.family.Presented;
import dev.extendedtoken.keycloak.rotation.family.ReuseAction;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.lock.RefreshLock;
import dev.extendedtoken.keycloak.rotation.realmswitch.RevokeRefreshTokenOverride;
import dev.extendedtoken.keycloak.rotation.realmswitch.RevokeRefreshTokenSetting;
import dev.extendedtoken.keycloak.rotation.store.Database;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.store.LockedClientSession;
import dev.extendedtoken.keycloak.rotation.store.StoredClientSession;
import dev.extendedtoken.keycloak.rotation.token.FamilyClaims;
import dev.extendedtoken.keycloak.rotation.token.FamilyTokens;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.util.Map;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;

/**
 * One refresh grant (RFC 6749 section 6), from the lock to the note: {@link #begin}, {@link #lookup}, {@link #decide},
 * and where nothing stood against it, {@link #complete}.
 */
public final class Refresh {

    private static final String ATTRIBUTE = Refresh.class.getName();

    private final KeycloakSession session;
    private final RefreshTokenContext request;
    private final RefreshTokenError refusal;
    private final Rotation rotation;
    private final Presented presented;
    private final StoredClientSession stored;
    private final Ancestors ancestors;
    /** When the request came: who has waited for a lock has not come late. */
    private final long arrived = Time.currentTimeMillis();

    /** Empty if neither the client nor the token has to do with families. */
    private Optional<LockedClientSession> locked = Optional.empty();

    private Optional<Map<String, String>> committed = Optional.empty();
    private FamilyNotes families;
    private RevokeRefreshTokenSetting realmSwitch;
    private Decision decision;
    private boolean isNew;
    /** Whether a retry gets an access token with an id of its own. */
    private boolean needsNewAccessToken;
    /** A retry that leaves the family as it is, and has the lock no more. */
    private boolean onlyReads;
    /** The family of a live token that Keycloak refreshes, because its client does not rotate by policy any more. */
    private Optional<Family> passed = Optional.empty();

    private Refresh(KeycloakSession session, RefreshTokenContext request, Database database) {
        this.session = session;
        this.request = request;
        ClientModel client = request.grantContext().getClient();
        RefreshToken token = request.oldRefreshToken();
        this.rotation = Rotation.of(session, client);
        this.presented = FamilyClaims.read(token);
        this.refusal = new RefreshTokenError(request.grantContext(), presented.generation());
        this.stored = new StoredClientSession(
                session, database, client, token.getSessionId(), TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType()));
        this.ancestors = new Ancestors(session, database, arrived);
    }

    /** The refresh that a token was presented for, if it is that of the current request. */
    static Optional<Refresh> of(KeycloakSession session, RefreshToken presented) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, Refresh.class))
                .filter(refresh -> refresh.request.oldRefreshToken() == presented);
    }

    /** Waits for the lock, if the token may be one of a family: everything about it is read after that. */
    static Refresh begin(KeycloakSession session, RefreshTokenContext request, RefreshLock locks, Database database) {
        Refresh refresh = new Refresh(session, request, database);
        session.setAttribute(ATTRIBUTE, refresh);
        if (refresh.rotation.state() == Rotation.State.UNREADABLE) {
            throw refresh.refusal.unreadablePolicies();
        }
        if (refresh.isRotating() || refresh.presented.claimed()) {
            refresh.locked = LockedClientSession.acquire(session, refresh.stored, locks);
            refresh.locked.orElseThrow(refresh.refusal::busy);
        }
        return refresh;
    }

    /** Whether it is one that has to do with families. */
    boolean isLocked() {
        return locked.isPresent() || DerivedToken.isDerived(request.oldRefreshToken());
    }

    /** The request as Keycloak is to see it: its own rotation has no say where ours has decided, or will. */
    RefreshTokenContext request() {
        return request.grantContext().getRealm().isRevokeRefreshToken()
                ? RevokeRefreshTokenOverride.in(session, request, () -> isRotating() || decision != null)
                : request;
    }

    /** Reads what is committed of the client session, before Keycloak reads it from its cache. */
    void lookup() throws OAuthErrorException {
        ancestors.ended(request.oldRefreshToken()).ifPresent(reason -> {
            throw refusal.of(reason.code());
        });
        if (locked.isPresent() && stored.isPersisted()) {
            committed = stored.notesForKeycloak();
            if (committed.isEmpty()) {
                throw new OAuthErrorException(
                        OAuthErrorException.INVALID_GRANT, "Session not active", "Session not active");
            }
        }
    }

    /** Lets the token pass, or throws the answer. */
    void decide(TokenManager.TokenValidation valid) {
        if (committed.isPresent()) {
            stored.forget();
        }
        AuthenticatedClientSessionModel clientSession = valid.clientSessionCtx.getClientSession();
        families = new FamilyNotes(clientSession, committed);
        realmSwitch = new RevokeRefreshTokenSetting(
                session, request.tokenManager(), clientSession, request.oldRefreshToken());
        Optional<Family> family = families.find(presented.generation().family());
        isNew = family.isEmpty();
        boolean revoked = isRevoked();
        if (!isRotating() && !presented.claimed() && family.isEmpty() && !revoked) {
            return;
        }
        Decision made = rules(valid.user).decide(family, presented, revoked);
        request.grantContext().getEvent().user(valid.user);
        if (made instanceof Decision.Refuse refused) {
            throw refusal.of(refused.reason().code());
        } else if (made instanceof Decision.Reuse) {
            throw reuse();
        } else if (made instanceof Decision.Rotate rotate) {
            if (!isRotating()) {
                passed = Optional.of(rotate.family());
                return;
            }
            if (isNew && realmSwitch.refuses()) {
                throw refusal.of(RefreshTokenError.REUSE);
            }
        } else if (made instanceof Decision.Retry retry && !changes(retry.family())) {
            // A crowd that retries one token need not stand in line while its answers are made.
            locked.ifPresent(LockedClientSession::releaseEarly);
            onlyReads = true;
        }
        decision = made;
    }

    /** Whether the note of a family will be another one after a retry. */
    private boolean changes(Family family) {
        needsNewAccessToken = family.needsNewAccessToken(Time.currentTimeSeconds());
        return isRotating() && (policy().countsRetries() || needsNewAccessToken);
    }

    /** Where nothing was ever adopted, no token without a family can have been revoked. */
    private boolean isRevoked() {
        return !presented.claimed()
                && families.hasAdopted()
                && (families.adoptsNoMore()
                        || session.revokedTokens()
                                .contains(presented.generation().family()));
    }

    private FamilyRules rules(UserModel user) {
        return new FamilyRules(policy(), NotBefore.of(session, stored.client(), user), arrived);
    }

    private RuntimeException reuse() {
        if (isRotating()) {
            FamilyRevoker revoker = new FamilyRevoker(session, stored, request.grantContext());
            refusal.note(revoker.endFamily(presented.generation().family()));
            RotationCounter.REUSED.count();
            if (policy().reuseAction() == ReuseAction.REVOKE_SESSION) {
                endSession(revoker);
            }
        }
        RuntimeException reuse = refusal.of(RefreshTokenError.REUSE);
        // Another refresh may have had the lock meanwhile, and bring the family back.
        return isRotating() && !isSafe() ? refusal.busy() : reuse;
    }

    private boolean isSafe() {
        return locked.map(LockedClientSession::isSafe).orElse(true);
    }

    /** Where that fails, the client may try again; that its family has ended is reported all the same. */
    private void endSession(FamilyRevoker revoker) {
        try {
            revoker.endSession();
        } catch (StorageUnavailableException e) {
            refusal.report(RefreshTokenError.REUSE);
            throw e;
        }
    }

    /** Makes the tokens of the answer those of the family, and notes it. */
    void complete(TokenPostProcessorContext answer) {
        if (answer.refreshToken() != null) {
            passed.ifPresent(family -> familyAnswer().pass(family, answer.refreshToken()));
            passed = Optional.empty();
        }
        if (decision == null) {
            return;
        }
        if (!onlyReads && !isSafe()) {
            throw refusal.busy();
        }
        if (answer.refreshToken() != null) {
            realmSwitch.mark(answer.refreshToken());
        }
        FamilyTokens tokens = new FamilyTokens(answer.refreshToken(), answer.accessToken());
        if (decision instanceof Decision.Retry retry) {
            retry(retry.family(), tokens);
        } else if (answer.refreshToken() != null) {
            familyAnswer().rotate(((Decision.Rotate) decision).family(), isNew, tokens);
        } else {
            // A policy has kept it back, or the client has none any more.
            familyAnswer().keepRefreshToken(((Decision.Rotate) decision).family(), isNew, tokens);
        }
        decision = null;
    }

    private void retry(Family family, FamilyTokens tokens) {
        if (!binding(family).map(tokens.binding()::equals).orElse(true)) {
            throw refusal.of(RefreshTokenError.OTHER_BINDING);
        }
        FamilyAnswer answer = familyAnswer();
        if (isRotating() && needsNewAccessToken) {
            answer.repeatWithNewAccessToken(family, tokens);
        } else if (!answer.repeat(family, tokens) && isRotating()) {
            throw refusal.busy();
        }
        if (isRotating() && !onlyReads) {
            answer.noteRetry(family, tokens);
        }
        RotationCounter.RETRIED.count();
    }

    /** What the answer that a retry asks for is bound to; empty if it is not known. */
    private Optional<String> binding(Family family) {
        return families.details(presented.generation().family()).bindingOf(family);
    }

    private FamilyAnswer familyAnswer() {
        Optional<String> derivedFrom = Ancestors.family(DerivedToken.claim(request.oldRefreshToken()));
        return new FamilyAnswer(session, policy(), presented.generation(), families, realmSwitch, locked, derivedFrom);
    }

    private boolean isRotating() {
        return rotation.state() == Rotation.State.ON;
    }

    private RotationPolicy policy() {
        return rotation.policy().orElse(RotationPolicy.DEFAULT);
    }
}
