package dev.extendedtoken.keycloak.tokenrequest.model;

import dev.extendedtoken.keycloak.request.TokenRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The rules of one executor {@code token-request-rules}. They are checked before the request uses up its code or its refresh
 * token.
 *
 * @param allowedRedirectUris the allowed values of {@code redirect_uri}; empty for any
 * @param requiredParameters the names of parameters that every request must have
 * @param strictParameters whether parameters that neither the grant nor the authorization request uses are refused
 * @param requireOpenidScope whether a {@code scope} with a code or a refresh token must contain {@code openid}
 * @param strictScopeSubset whether a {@code scope} with a code or a refresh token must not exceed the granted scope
 * @param narrowScope whether a {@code scope} with a code reduces the granted scope
 * @param rejectScopeOnClientCredentials whether a {@code scope} with {@code client_credentials} is refused
 * @param maxCodeVerifierLength characters; 128 in RFC 7636
 */
public record RequestRules(
        List<String> allowedRedirectUris,
        List<String> requiredParameters,
        boolean strictParameters,
        boolean requireOpenidScope,
        boolean strictScopeSubset,
        boolean narrowScope,
        boolean rejectScopeOnClientCredentials,
        int maxCodeVerifierLength) {

    public static final String ALLOWED_REDIRECT_URIS = "allowed-redirect-uris";
    public static final String REQUIRED_PARAMETERS = "required-parameters";
    public static final String STRICT_PARAMETERS = "strict-parameters";
    public static final String REQUIRE_OPENID_SCOPE = "require-openid-scope";
    public static final String STRICT_SCOPE_SUBSET = "strict-scope-subset";
    public static final String NARROW_SCOPE = "narrow-scope-at-code-exchange";
    public static final String REJECT_SCOPE = "reject-scope-on-client-credentials";
    public static final String MAX_CODE_VERIFIER_LENGTH = "max-code-verifier-length";

    /** RFC 7636 section 4.1. */
    public static final int STANDARD_CODE_VERIFIER_LENGTH = 128;

    private static final String REDIRECT_URI = "redirect_uri";
    private static final String CODE_VERIFIER = "code_verifier";

    /**
     * The first violated rule.
     *
     * @param granted the grant of the code or refresh token, read only if a rule needs it; empty if there is none that is
     *     valid, because Keycloak then refuses the request
     */
    public Optional<RuleViolation> violation(TokenRequest request, Supplier<Optional<Granted>> granted) {
        return Stream.<Supplier<Optional<RuleViolation>>>of(
                        () -> missingParameter(request),
                        () -> otherRedirectUri(request),
                        () -> strict().flatMap(strict -> strict.ofOtherGrant(request)),
                        () -> strict().flatMap(strict -> strict.withoutCounterpart(request, granted)),
                        () -> scopeOnClientCredentials(request),
                        () -> missingOpenidScope(request),
                        () -> longVerifier(request),
                        () -> ungrantedScope(request, granted))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<RuleViolation> missingParameter(TokenRequest request) {
        return requiredParameters.stream()
                .filter(name -> !request.has(name))
                .findFirst()
                .map(name -> RuleViolation.request(REQUIRED_PARAMETERS, "Missing parameter: " + name));
    }

    private Optional<RuleViolation> otherRedirectUri(TokenRequest request) {
        boolean other = !allowedRedirectUris.isEmpty()
                && request.get(REDIRECT_URI)
                        .filter(uri -> !allowedRedirectUris.contains(uri))
                        .isPresent();
        return when(
                other,
                RuleViolation.request(
                        ALLOWED_REDIRECT_URIS,
                        "Invalid parameter: redirect_uri is not one that this client may send here"));
    }

    private Optional<StrictParameters> strict() {
        return strictParameters ? Optional.of(new StrictParameters(requiredParameters)) : Optional.empty();
    }

    private Optional<RuleViolation> scopeOnClientCredentials(TokenRequest request) {
        return when(
                rejectScopeOnClientCredentials
                        && request.isGrant(TokenRequest.CLIENT_CREDENTIALS)
                        && request.has("scope"),
                RuleViolation.request(
                        REJECT_SCOPE, "Unexpected parameter: scope must not be sent with client_credentials"));
    }

    private Optional<RuleViolation> missingOpenidScope(TokenRequest request) {
        boolean missing = requireOpenidScope
                && hasGrantedScopes(request)
                && request.scopes().filter(scopes -> !scopes.contains("openid")).isPresent();
        return when(missing, RuleViolation.scope(REQUIRE_OPENID_SCOPE, "Invalid parameter: scope must contain openid"));
    }

    private Optional<RuleViolation> longVerifier(TokenRequest request) {
        boolean tooLong = request.get(CODE_VERIFIER)
                .filter(verifier -> verifier.length() > maxCodeVerifierLength)
                .isPresent();
        return when(
                tooLong,
                RuleViolation.request(
                        MAX_CODE_VERIFIER_LENGTH,
                        "Invalid parameter: code_verifier has more than " + maxCodeVerifierLength + " characters"));
    }

    private Optional<RuleViolation> ungrantedScope(TokenRequest request, Supplier<Optional<Granted>> granted) {
        if (!strictScopeSubset || !hasGrantedScopes(request)) {
            return Optional.empty();
        }
        return request.scopes().flatMap(scopes -> granted.get()
                .flatMap(grant -> when(
                        !scopes.stream().allMatch(grant.includesScope()),
                        RuleViolation.scope(
                                STRICT_SCOPE_SUBSET, "Invalid parameter: scope asks for more than was granted"))));
    }

    private static boolean hasGrantedScopes(TokenRequest request) {
        return request.isGrant(TokenRequest.AUTHORIZATION_CODE) || request.isGrant(TokenRequest.REFRESH_TOKEN);
    }

    private static Optional<RuleViolation> when(boolean violated, RuleViolation rule) {
        return violated ? Optional.of(rule) : Optional.empty();
    }
}
