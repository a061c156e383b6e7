package dev.extendedtoken.keycloak.clients;

import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;

/** {@code org.springframework.security:spring-security-oauth2-client}. */
final class SpringClient implements CodeClient {

    private final Settings settings;
    private final ClientRegistration registration;
    private final OAuth2AuthorizationRequest request;
    private OAuth2AccessTokenResponse latest;

    SpringClient(Settings settings) {
        this.settings = settings;
        this.registration = ClientRegistration.withRegistrationId("demo")
                .clientId(settings.clientId())
                .clientSecret(settings.secret())
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(settings.redirectUri())
                .scope(settings.scopes())
                .authorizationUri(settings.authorize().toString())
                .tokenUri(settings.token().toString())
                .build();
        this.request = request();
    }

    private OAuth2AuthorizationRequest request() {
        OAuth2AuthorizationRequest.Builder builder = OAuth2AuthorizationRequest.authorizationCode()
                .clientId(registration.getClientId())
                .authorizationUri(registration.getProviderDetails().getAuthorizationUri())
                .redirectUri(registration.getRedirectUri())
                .scopes(registration.getScopes())
                .state(UUID.randomUUID().toString());
        OAuth2AuthorizationRequestCustomizers.withPkce().accept(builder);
        return builder.build();
    }

    @Override
    public URI authorizationRequest() {
        return URI.create(request.getAuthorizationRequestUri());
    }

    @Override
    public Tokens exchange(URI ended) {
        OAuth2AuthorizationResponse response = OAuth2AuthorizationResponse.success(Login.parameter(ended, "code"))
                .redirectUri(settings.redirectUri())
                .state(Login.parameter(ended, "state"))
                .build();
        latest = new RestClientAuthorizationCodeTokenResponseClient()
                .getTokenResponse(new OAuth2AuthorizationCodeGrantRequest(
                        registration, new OAuth2AuthorizationExchange(request, response)));
        return tokens();
    }

    @Override
    public Tokens refresh(Tokens tokens) {
        latest = new RestClientRefreshTokenTokenResponseClient()
                .getTokenResponse(new OAuth2RefreshTokenGrantRequest(
                        registration, latest.getAccessToken(), latest.getRefreshToken()));
        return tokens();
    }

    private Tokens tokens() {
        return new Tokens(
                latest.getAccessToken().getTokenValue(),
                latest.getRefreshToken().getTokenValue());
    }

    /** It has no revocation (RFC 7009). */
    @Override
    public void revoke(Tokens tokens) {
        Http.client()
                .form(
                        settings.revoke(),
                        Map.of("token", tokens.refresh()),
                        "Authorization",
                        Http.basic(settings.clientId(), settings.secret()))
                .expect(200);
    }
}
