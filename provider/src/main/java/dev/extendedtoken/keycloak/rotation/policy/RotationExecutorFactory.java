package dev.extendedtoken.keycloak.rotation.policy;

import dev.extendedtoken.keycloak.clientpolicy.FeatureExecutorFactory;
import dev.extendedtoken.keycloak.clientpolicy.OptionForm;
import dev.extendedtoken.keycloak.rotation.family.ReuseAction;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.provider.ProviderConfigProperty;

/** The client-policy executor {@code refresh-token-rotation}: the policy's clients use each refresh token once. */
public final class RotationExecutorFactory extends FeatureExecutorFactory {

    /** The executor's id in profiles and in the exported realm. */
    public static final String ID = "refresh-token-rotation";

    public RotationExecutorFactory() {
        super(
                ID,
                RotationConfiguration.class,
                RotationConfiguration::new,
                "Each refresh token of the policy's clients is good once, and is answered with its successor. A token that"
                        + " is used again later ends its family, whatever the realm's 'Revoke Refresh Token' says.");
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        RotationPolicy standard = RotationPolicy.DEFAULT;
        return new OptionForm()
                .text(
                        RotationConfiguration.GRACE_PERIOD,
                        "Grace period (seconds; 0: none)",
                        "Seconds, from 0 to " + RotationConfiguration.MAX_GRACE_PERIOD
                                + ", in which a used token may be presented again and gets the live token: for lost answers"
                                + " and parallel requests. Counted from its first use; the use of its successor ends it"
                                + " ten seconds later. Above "
                                + RotationConfiguration.LONG_GRACE_PERIOD
                                + " only with 'Grace uses' from 1 to "
                                + RotationConfiguration.MAX_USES_OF_LONG_GRACE_PERIOD
                                + ". 0: each token strictly once, and a lost answer is a login.",
                        standard.gracePeriod())
                .text(
                        RotationConfiguration.GRACE_USES,
                        "Grace uses (0: no limit)",
                        "At most so many retries in the grace period; further ones are refused, and the family goes on."
                                + " 0: no limit.",
                        standard.graceUses())
                .choice(
                        RotationConfiguration.REUSE_ACTION,
                        "Reuse action",
                        "What ends when a token is used that was superseded: 'revoke-family', the tokens of that one"
                                + " login in one tab, or 'revoke-session', the user's whole session with all its clients."
                                + " 'keep-family' refuses and reports the token, and ends nothing: it is in force only for"
                                + " confidential clients and for tokens bound by DPoP or mTLS, and needs a 'Family"
                                + " lifetime' from 1 to " + RotationConfiguration.MAX_LIFETIME_OF_KEPT_FAMILY + ".",
                        Stream.of(ReuseAction.REVOKE_FAMILY, ReuseAction.REVOKE_SESSION, ReuseAction.KEEP_FAMILY)
                                .map(ReuseAction::option)
                                .toList())
                .text(
                        RotationConfiguration.FAMILY_LIFETIME,
                        "Family lifetime (seconds; 0: no limit)",
                        "Seconds from the family's first token after which no refresh token of that family is good,"
                                + " however often it was rotated. 0: only the session's own limits count.",
                        standard.familyLifetime())
                .build();
    }
}
