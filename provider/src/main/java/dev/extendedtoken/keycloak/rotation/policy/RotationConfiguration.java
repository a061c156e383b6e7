package dev.extendedtoken.keycloak.rotation.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import dev.extendedtoken.keycloak.rotation.family.ReuseAction;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The options of the executor {@code refresh-token-rotation}; each has a default. */
public final class RotationConfiguration extends ExecutorConfiguration {

    /** Seconds from its first use in which a used token may be presented again, and gets the live token. */
    static final String GRACE_PERIOD = "grace-period";

    /** The most retries within the grace period; 0: no limit. */
    static final String GRACE_USES = "grace-uses";

    /** What ends on reuse: the option of a {@link ReuseAction}. */
    static final String REUSE_ACTION = "reuse-action";

    /** Seconds from the first token of a family; 0: no limit. */
    static final String FAMILY_LIFETIME = "family-lifetime";

    /** In seconds. A stolen token can be used within the grace period (RFC 9700 section 4.14.2). */
    static final int MAX_GRACE_PERIOD = 3600;

    /** A longer grace period, in seconds, needs a limit on its retries. */
    static final int LONG_GRACE_PERIOD = 300;

    static final int MAX_USES_OF_LONG_GRACE_PERIOD = 10;

    /** The longest life of a family that reuse does not end, in seconds. */
    static final int MAX_LIFETIME_OF_KEPT_FAMILY = 86_400;

    private final RotationPolicy policy;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RotationConfiguration(JsonNode json) {
        super(RotationExecutorFactory.ID, json, Set.of(GRACE_PERIOD, GRACE_USES, REUSE_ACTION, FAMILY_LIFETIME));
        RotationPolicy standard = RotationPolicy.DEFAULT;
        policy = new RotationPolicy(
                options.number(GRACE_PERIOD, standard.gracePeriod(), MAX_GRACE_PERIOD),
                options.number(GRACE_USES, standard.graceUses(), Integer.MAX_VALUE),
                reuseAction(standard.reuseAction()),
                options.number(FAMILY_LIFETIME, standard.familyLifetime(), Integer.MAX_VALUE));
        checkLongGracePeriod();
        checkKeptFamily();
    }

    private void checkLongGracePeriod() {
        boolean limited = policy.graceUses() > 0 && policy.graceUses() <= MAX_USES_OF_LONG_GRACE_PERIOD;
        if (policy.gracePeriod() > LONG_GRACE_PERIOD && !limited) {
            options.invalid(
                    GRACE_PERIOD,
                    "above " + LONG_GRACE_PERIOD + " needs '" + GRACE_USES + "' from 1 to "
                            + MAX_USES_OF_LONG_GRACE_PERIOD);
        }
    }

    private void checkKeptFamily() {
        boolean limited = policy.familyLifetime() > 0 && policy.familyLifetime() <= MAX_LIFETIME_OF_KEPT_FAMILY;
        if (policy.reuseAction() == ReuseAction.KEEP_FAMILY && !limited) {
            options.invalid(
                    REUSE_ACTION,
                    ReuseAction.KEEP_FAMILY.option() + " needs '" + FAMILY_LIFETIME + "' from 1 to "
                            + MAX_LIFETIME_OF_KEPT_FAMILY);
        }
    }

    /** Not to be used if there is a {@link #misconfiguration}. */
    RotationPolicy policy() {
        return policy;
    }

    private ReuseAction reuseAction(ReuseAction standard) {
        return options.parsed(REUSE_ACTION, ReuseAction::parse, "must be " + known())
                .orElse(standard);
    }

    private static String known() {
        return Arrays.stream(ReuseAction.values()).map(ReuseAction::option).collect(Collectors.joining(" or "));
    }
}
