package dev.extendedtoken.keycloak.tokenrequest.model;

import dev.extendedtoken.keycloak.request.TokenRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What one executor {@code token-request-rules} asks of a token request. Everything is decided before the request uses
 * up its code or its refresh token.
 *
 * @param allowedRedirectUris the only values that {@code redirect_uri} may have; empty: any
 * @param requiredParameters names that every request needs
 * @param strictParameters a parameter that its grant or its authorization request has no use for is refused
 * @param requireOpenidScope a {@code scope} that is sent with a code or a refresh token must contain {@code openid}
 * @param strictScopeSubset and nothing that was not granted
 * @param narrowScope a {@code scope} that is sent with a code makes the grant smaller, as with a refresh token
 * @param rejectScopeOnClientCredentials no {@code scope} with {@code client_credentials}
 * @param maxCodeVerifierLength characters; RFC 7636 has 128
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

    /** The one grant that has a use for each. */
    private static final Map<String, String> GRANT_OF = Map.of(
            "code",
            TokenRequest.AUTHORIZATION_CODE,
            CODE_VERIFIER,
            TokenRequest.AUTHORIZATION_CODE,
            REDIRECT_URI,
            TokenRequest.AUTHORIZATION_CODE,
            "refresh_token",
            TokenRequest.REFRESH_TOKEN);

    /**
     * The first rule that a request breaks.
     *
     * @param granted what its code or refresh token stands for, looked up only if a rule needs it; empty if it has
     *     none that is good, which Keycloak has its own answer to
     */
    public Optional<RuleViolation> brokenBy(TokenRequest request, Supplier<Optional<Granted>> granted) {
        return Stream.<Supplier<Optional<RuleViolation>>>of(
                        () -> missingParameter(request),
                        () -> otherRedirectUri(request),
                        () -> strayParameter(request),
                        () -> uselessParameter(request, granted),
                        () -> scopeOnClientCredentials(request),
                        () -> noOpenid(request),
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

    /** A device may have sent a challenge, too; whether it did is Keycloak's to check. */
    private static boolean hasUseFor(TokenRequest request, String name) {
        return request.isGrant(GRANT_OF.get(name))
                || name.equals(CODE_VERIFIER) && request.isGrant(TokenRequest.DEVICE_CODE);
    }

    private Optional<RuleViolation> strayParameter(TokenRequest request) {
        return new TreeSet<>(GRANT_OF.keySet())
                .stream()
                        .filter(name -> isStrictFor(request, name))
                        .filter(name -> !hasUseFor(request, name))
                        .findFirst()
                        .map(name -> RuleViolation.request(
                                STRICT_PARAMETERS,
                                "Unexpected parameter: " + name + " belongs to grant_type " + GRANT_OF.get(name)));
    }

    private Optional<RuleViolation> uselessParameter(TokenRequest request, Supplier<Optional<Granted>> granted) {
        boolean verifier = isStrictFor(request, CODE_VERIFIER);
        boolean redirectUri = isStrictFor(request, REDIRECT_URI);
        if (!request.isGrant(TokenRequest.AUTHORIZATION_CODE) || !verifier && !redirectUri) {
            return Optional.empty();
        }
        return granted.get().flatMap(code -> {
            if (verifier && !code.challenge()) {
                return Optional.of(useless(CODE_VERIFIER, "code_challenge"));
            }
            return when(redirectUri && !code.redirectUri(), useless(REDIRECT_URI, REDIRECT_URI));
        });
    }

    /** A parameter that every request must have is no stray one. */
    private boolean isStrictFor(TokenRequest request, String name) {
        return strictParameters && request.has(name) && !requiredParameters.contains(name);
    }

    private static RuleViolation useless(String name, String counterpart) {
        return RuleViolation.request(
                STRICT_PARAMETERS,
                "Unexpected parameter: " + name + ", because the authorization request had no " + counterpart);
    }

    private Optional<RuleViolation> scopeOnClientCredentials(TokenRequest request) {
        return when(
                rejectScopeOnClientCredentials
                        && request.isGrant(TokenRequest.CLIENT_CREDENTIALS)
                        && request.has("scope"),
                RuleViolation.request(
                        REJECT_SCOPE, "Unexpected parameter: scope must not be sent with client_credentials"));
    }

    private Optional<RuleViolation> noOpenid(TokenRequest request) {
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
                        !scopes.stream().allMatch(grant.covers()),
                        RuleViolation.scope(
                                STRICT_SCOPE_SUBSET, "Invalid parameter: scope asks for more than was granted"))));
    }

    private static boolean hasGrantedScopes(TokenRequest request) {
        return request.isGrant(TokenRequest.AUTHORIZATION_CODE) || request.isGrant(TokenRequest.REFRESH_TOKEN);
    }

    private static Optional<RuleViolation> when(boolean broken, RuleViolation rule) {
        return broken ? Optional.of(rule) : Optional.empty();
    }
}
