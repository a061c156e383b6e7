package dev.extendedtoken.keycloak.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.io.IOException;
import java.net.URI;

/** {@code com.nimbusds:oauth2-oidc-sdk}. */
final class NimbusClient implements CodeClient {

    private final Settings settings;
    private final ClientAuthentication authentication;
    private final CodeVerifier verifier = new CodeVerifier();

    NimbusClient(Settings settings) {
        this.settings = settings;
        this.authentication = new ClientSecretBasic(new ClientID(settings.clientId()), new Secret(settings.secret()));
    }

    @Override
    public URI authorizationRequest() {
        return new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(settings.clientId()))
                .endpointURI(settings.authorize())
                .redirectionURI(URI.create(settings.redirectUri()))
                .scope(Scope.parse(settings.scope()))
                .state(new State())
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    @Override
    public Tokens exchange(URI ended) throws ParseException, IOException {
        return tokens(new AuthorizationCodeGrant(
                AuthorizationResponse.parse(ended).toSuccessResponse().getAuthorizationCode(),
                URI.create(settings.redirectUri()),
                verifier));
    }

    @Override
    public Tokens refresh(Tokens tokens) throws ParseException, IOException {
        return tokens(new RefreshTokenGrant(new RefreshToken(tokens.refresh())));
    }

    private Tokens tokens(AuthorizationGrant grant) throws ParseException, IOException {
        TokenRequest request = new TokenRequest.Builder(settings.token(), authentication, grant).build();
        var tokens = TokenResponse.parse(request.toHTTPRequest().send())
                .toSuccessResponse()
                .getTokens();
        return new Tokens(
                tokens.getAccessToken().getValue(), tokens.getRefreshToken().getValue());
    }

    @Override
    public void revoke(Tokens tokens) throws IOException {
        var request = new TokenRevocationRequest(settings.revoke(), authentication, new RefreshToken(tokens.refresh()));
        assertThat(request.toHTTPRequest().send().getStatusCode()).isEqualTo(200);
    }
}
