package dev.extendedtoken.keycloak.tokenrequest.model;

import dev.extendedtoken.keycloak.request.TokenRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The rule {@code strict-parameters}: refuses a parameter that neither its grant nor the authorization request uses.
 *
 * @param exempt parameters that every request must have
 */
record StrictParameters(List<String> exempt) {

    private static final String REDIRECT_URI = "redirect_uri";
    private static final String CODE_VERIFIER = "code_verifier";

    /** The grant type that uses a parameter. */
    private static final Map<String, String> GRANT_TYPES = Map.of(
            "code",
            TokenRequest.AUTHORIZATION_CODE,
            CODE_VERIFIER,
            TokenRequest.AUTHORIZATION_CODE,
            REDIRECT_URI,
            TokenRequest.AUTHORIZATION_CODE,
            "refresh_token",
            TokenRequest.REFRESH_TOKEN);

    /** A parameter of another grant type. */
    Optional<RuleViolation> ofOtherGrant(TokenRequest request) {
        return new TreeSet<>(GRANT_TYPES.keySet())
                .stream()
                        .filter(name -> isChecked(request, name))
                        .filter(name -> !isUsedByGrant(request, name))
                        .findFirst()
                        .map(name -> unexpected(name + " belongs to grant_type " + GRANT_TYPES.get(name)));
    }

    /** A device authorization request may have a {@code code_challenge} too; Keycloak checks that. */
    private static boolean isUsedByGrant(TokenRequest request, String name) {
        return request.isGrant(GRANT_TYPES.get(name))
                || name.equals(CODE_VERIFIER) && request.isGrant(TokenRequest.DEVICE_CODE);
    }

    /** A parameter of a code exchange without its counterpart in the authorization request. */
    Optional<RuleViolation> withoutCounterpart(TokenRequest request, Supplier<Optional<Granted>> granted) {
        boolean verifier = isChecked(request, CODE_VERIFIER);
        boolean redirectUri = isChecked(request, REDIRECT_URI);
        if (!request.isGrant(TokenRequest.AUTHORIZATION_CODE) || !verifier && !redirectUri) {
            return Optional.empty();
        }
        return granted.get().flatMap(code -> {
            if (verifier && !code.challenge()) {
                return Optional.of(withoutCounterpart(CODE_VERIFIER, "code_challenge"));
            }
            return redirectUri && !code.redirectUri()
                    ? Optional.of(withoutCounterpart(REDIRECT_URI, REDIRECT_URI))
                    : Optional.empty();
        });
    }

    private boolean isChecked(TokenRequest request, String name) {
        return request.has(name) && !exempt.contains(name);
    }

    private static RuleViolation withoutCounterpart(String name, String counterpart) {
        return unexpected(name + ", because the authorization request had no " + counterpart);
    }

    private static RuleViolation unexpected(String description) {
        return RuleViolation.request(RequestRules.STRICT_PARAMETERS, "Unexpected parameter: " + description);
    }
}
