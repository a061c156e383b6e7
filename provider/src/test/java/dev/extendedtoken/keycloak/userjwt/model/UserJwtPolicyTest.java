package dev.extendedtoken.keycloak.userjwt.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.userjwt.model.UserJwtException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UserJwtPolicyTest {

    private static final UserJwtPolicy POLICY = new UserJwtPolicy("x-user-jwt", List.of("shop"), 60);

    @Test
    void acceptsATokenThatPassesAllChecks() {
        assertThat(POLICY.violation(new Token(Set.of()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"OTHER_CLIENT", "IMPERSONATED", "RESTRICTED", "EXPIRED", "UNPROVEN"})
    void namesTheCheckThatFails(Reason reason) {
        assertThat(POLICY.violation(new Token(Set.of(reason)))).contains(reason);
    }

    /** A proof of possession can be used only once. */
    @Test
    void provesPossessionLast() {
        Token token = new Token(Set.of(Reason.EXPIRED, Reason.UNPROVEN));

        assertThat(POLICY.violation(token)).contains(Reason.EXPIRED);
        assertThat(token.asked).containsExactly(Reason.OTHER_CLIENT, Reason.IMPERSONATED, Reason.RESTRICTED);
    }

    @Test
    void allowsTheConfiguredSecondsSinceTheExpiry() {
        assertThat(POLICY.violation(new Token(Set.of(), 60))).isEmpty();
        assertThat(POLICY.violation(new Token(Set.of(), 61))).contains(Reason.EXPIRED);
        assertThat(POLICY.notExpired().violation(new Token(Set.of(), 1))).contains(Reason.EXPIRED);
    }

    private static final class Token implements UserJwtPolicy.Token {

        private final Set<Reason> failing;
        private final int expiredSince;
        private final List<Reason> asked = new ArrayList<>();

        Token(Set<Reason> failing) {
            this(failing, failing.contains(Reason.EXPIRED) ? 61 : 0);
        }

        Token(Set<Reason> failing, int expiredSince) {
            this.failing = failing;
            this.expiredSince = expiredSince;
        }

        private boolean fails(Reason reason) {
            asked.add(reason);
            return failing.contains(reason);
        }

        @Override
        public String issuedTo() {
            return fails(Reason.OTHER_CLIENT) ? "app" : "shop";
        }

        @Override
        public boolean isImpersonated() {
            return fails(Reason.IMPERSONATED);
        }

        @Override
        public boolean isRestricted() {
            return fails(Reason.RESTRICTED);
        }

        @Override
        public boolean isExpiredFor(int seconds) {
            return expiredSince > seconds;
        }

        @Override
        public boolean isPossessionProven() {
            return !fails(Reason.UNPROVEN);
        }
    }
}
