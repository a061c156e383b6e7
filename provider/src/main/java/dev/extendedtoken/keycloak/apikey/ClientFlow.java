package dev.extendedtoken.keycloak.apikey;

import java.util.List;
import java.util.Optional;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** The client authentication flow that a realm has bound, as {@code ClientAuthenticationFlow} of Keycloak runs it. */
record ClientFlow(RealmModel realm) {

    /** Whether Keycloak runs a step {@code client-api-key}: the first required step, or without one each alternative. */
    boolean hasKeyStep() {
        List<AuthenticationExecutionModel> steps = Optional.ofNullable(realm.getClientAuthenticationFlow())
                .map(AuthenticationFlowModel::getId)
                .map(flow -> realm.getAuthenticationExecutionsStream(flow).toList())
                .orElse(List.of());
        return steps.stream()
                .filter(AuthenticationExecutionModel::isRequired)
                .findFirst()
                .map(ClientFlow::isKeyStep)
                .orElseGet(() -> steps.stream()
                        .filter(AuthenticationExecutionModel::isAlternative)
                        .anyMatch(ClientFlow::isKeyStep));
    }

    private static boolean isKeyStep(AuthenticationExecutionModel step) {
        return ApiKeyClientAuthenticator.ID.equals(step.getAuthenticator());
    }
}
