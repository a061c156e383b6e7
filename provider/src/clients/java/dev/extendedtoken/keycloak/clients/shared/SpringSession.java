package dev.extendedtoken.keycloak.clients.shared;

import dev.extendedtoken.keycloak.support.Login;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;

/** Workers that ask one {@code OAuth2AuthorizedClientManager} of Spring Security for an access token. */
final class SpringSession implements SharedSession {

    static final int WORKERS = 8;

    private static final Authentication USER = new TestingAuthenticationToken(TrialClient.USER, null);

    private final ClientRegistration registration;
    private final OAuth2AuthorizedClientService service;
    private final OAuth2AuthorizedClientManager manager;
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(WORKERS);

    SpringSession(TrialClient client) {
        registration = ClientRegistration.withRegistrationId("keycloak")
                .clientId(client.id())
                .clientSecret(client.secret())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(TrialClient.CALLBACK)
                .scope("openid")
                .authorizationUri(client.issuer() + "/protocol/openid-connect/auth")
                .tokenUri(client.realm().token().toString())
                .build();
        InMemoryClientRegistrationRepository registrations = new InMemoryClientRegistrationRepository(registration);
        service = new InMemoryOAuth2AuthorizedClientService(registrations);
        AuthorizedClientServiceOAuth2AuthorizedClientManager withService =
                new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, service);
        withService.setAuthorizedClientProvider(
                OAuth2AuthorizedClientProviderBuilder.builder().refreshToken().build());
        manager = withService;
    }

    @Override
    public void signIn() {
        OAuth2AuthorizationRequest.Builder builder = OAuth2AuthorizationRequest.authorizationCode()
                .clientId(registration.getClientId())
                .authorizationUri(registration.getProviderDetails().getAuthorizationUri())
                .redirectUri(TrialClient.CALLBACK)
                .scopes(registration.getScopes())
                .state("state");
        OAuth2AuthorizationRequestCustomizers.withPkce().accept(builder);
        OAuth2AuthorizationRequest request = builder.build();
        URI ended =
                Login.at(URI.create(request.getAuthorizationRequestUri())).as(TrialClient.USER, TrialClient.PASSWORD);
        OAuth2AuthorizationResponse response = OAuth2AuthorizationResponse.success(Login.parameter(ended, "code"))
                .redirectUri(TrialClient.CALLBACK)
                .state("state")
                .build();
        OAuth2AccessTokenResponse tokens = new RestClientAuthorizationCodeTokenResponseClient()
                .getTokenResponse(new OAuth2AuthorizationCodeGrantRequest(
                        registration, new OAuth2AuthorizationExchange(request, response)));
        service.saveAuthorizedClient(
                new OAuth2AuthorizedClient(
                        registration, TrialClient.USER, tokens.getAccessToken(), tokens.getRefreshToken()),
                USER);
    }

    @Override
    public List<Call> call(List<Duration> delays) throws InterruptedException, ExecutionException {
        List<Future<Call>> pending = new ArrayList<>();
        for (Duration delay : delays) {
            pending.add(workers.schedule(this::authorize, delay.toMillis(), TimeUnit.MILLISECONDS));
        }
        List<Call> calls = new ArrayList<>();
        for (Future<Call> call : pending) {
            calls.add(call.get());
        }
        return calls;
    }

    private Call authorize() {
        try {
            OAuth2AuthorizedClient authorized =
                    manager.authorize(OAuth2AuthorizeRequest.withClientRegistrationId(registration.getRegistrationId())
                            .principal(USER)
                            .build());
            return authorized == null ? new Call(true, "not authorized") : Call.SUCCEEDED;
        } catch (OAuth2AuthorizationException e) {
            return new Call("invalid_grant".equals(e.getError().getErrorCode()), e.getMessage());
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
