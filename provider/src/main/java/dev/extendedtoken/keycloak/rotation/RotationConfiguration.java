package dev.extendedtoken.keycloak.rotation;

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

    /** Seconds in which the token used last may be retried. */
    static final String GRACE_PERIOD = "grace-period";

    /** At most so many retries in the window. */
    static final String GRACE_USES = "grace-uses";

    /** What ends on reuse, a {@link ReuseAction}. */
    static final String REUSE_ACTION = "reuse-action";

    /** Absolute seconds from the family's first token. */
    static final String FAMILY_LIFETIME = "family-lifetime";

    /** RFC 9700 section 4.14.2 is against long windows: a stolen token is worth something in it. */
    static final int MAX_GRACE_PERIOD = 300;

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
    }

    /** What is wanted; means nothing if there is a {@link #misconfiguration}. */
    RotationPolicy policy() {
        return policy;
    }

    private ReuseAction reuseAction(ReuseAction standard) {
        return options.parsed(REUSE_ACTION, ReuseAction::of, "must be " + known())
                .orElse(standard);
    }

    private static String known() {
        return Arrays.stream(ReuseAction.values()).map(ReuseAction::option).collect(Collectors.joining(" or "));
    }
}
