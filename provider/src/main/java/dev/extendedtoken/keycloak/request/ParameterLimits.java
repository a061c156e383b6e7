package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/**
 * The parameters of a request as Keycloak will use them: without control characters, and none that is longer than the
 * server's options allow ({@link OIDCProviderConfig}). Keycloak drops a longer one, or refuses the request.
 */
public final class ParameterLimits {

    private final OIDCProviderConfig configuration;
    private final Set<String> tokenParameters;

    private ParameterLimits(KeycloakSession session, Set<String> tokenParameters) {
        OIDCLoginProtocol protocol =
                (OIDCLoginProtocol) session.getProvider(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL);
        this.configuration = protocol.getConfig();
        this.tokenParameters = tokenParameters;
    }

    /** Those of the authorization endpoint. */
    public static ParameterLimits forAuthorization(KeycloakSession session) {
        return new ParameterLimits(session, Set.of());
    }

    /** Those of a token request; parameters that carry a token may be longer, by its grant. */
    public static ParameterLimits forTokenRequest(KeycloakSession session, MultivaluedMap<String, String> parameters) {
        Set<String> tokens = Optional.ofNullable(parameters.getFirst(OAuth2Constants.GRANT_TYPE))
                .map(ControlCharacters::remove)
                .map(type -> session.getProvider(OAuth2GrantType.class, type))
                .map(OAuth2GrantType::getTokenParameterNames)
                .orElse(Set.of());
        return new ParameterLimits(session, tokens);
    }

    /** The first value of a parameter; empty if it was not sent, or is too long. */
    public Optional<String> first(MultivaluedMap<String, String> parameters, String name) {
        return Optional.ofNullable(parameters.getFirst(name)).flatMap(value -> first(name, List.of(value)));
    }

    /** The same of a parameter with these values, whose lengths count together, as at the token endpoint. */
    public Optional<String> first(String name, List<String> values) {
        List<String> clean = values.stream().map(ControlCharacters::remove).toList();
        int length = clean.stream().mapToInt(String::length).sum();
        return length <= configuration.getMaxLengthForTheParameter(name, tokenParameters.contains(name))
                ? clean.stream().findFirst()
                : Optional.empty();
    }
}
