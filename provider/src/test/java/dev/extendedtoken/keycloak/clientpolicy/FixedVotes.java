package dev.extendedtoken.keycloak.clientpolicy;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyConditionConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.ClientPolicyVote;
import org.keycloak.services.clientpolicy.condition.AbstractClientPolicyConditionProvider;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider;

/** Conditions whose ids are their votes ({@code yes}, {@code no}, {@code abstain}) or their failures. */
final class FixedVotes {

    /** The ids of the conditions that have voted, in order. */
    private final List<String> cast = new ArrayList<>();

    /** @return null for {@code gone}, as for a condition that is not installed */
    ClientPolicyConditionProvider<?> condition(KeycloakSession session, String id) {
        return id.equals("gone") ? null : new FixedVote(session, id);
    }

    List<String> cast() {
        return List.copyOf(cast);
    }

    private ClientPolicyVote cast(String id) throws ClientPolicyException {
        cast.add(id);
        return switch (id) {
            case "yes" -> ClientPolicyVote.YES;
            case "no" -> ClientPolicyVote.NO;
            case "abstain" -> ClientPolicyVote.ABSTAIN;
            case "unable" -> throw new ClientPolicyException("unable to vote");
            case "misconfigured" -> throw new IllegalArgumentException("an invalid pattern");
            default -> throw new UnsupportedOperationException("an error of the condition");
        };
    }

    private final class FixedVote
            extends AbstractClientPolicyConditionProvider<ClientPolicyConditionConfigurationRepresentation> {

        private final String id;

        FixedVote(KeycloakSession session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        public ClientPolicyVote applyPolicy(ClientPolicyContext context) throws ClientPolicyException {
            return cast(id);
        }

        @Override
        public String getProviderId() {
            return id;
        }
    }
}
