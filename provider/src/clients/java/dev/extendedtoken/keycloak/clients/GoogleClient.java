package dev.extendedtoken.keycloak.clients;

import com.google.api.client.auth.oauth2.AuthorizationCodeFlow;
import com.google.api.client.auth.oauth2.AuthorizationCodeResponseUrl;
import com.google.api.client.auth.oauth2.BearerToken;
import com.google.api.client.auth.oauth2.ClientParametersAuthentication;
import com.google.api.client.auth.oauth2.RefreshTokenRequest;
import com.google.api.client.auth.oauth2.TokenResponse;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.UrlEncodedContent;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.JsonFactory;
import com.google.api.client.json.gson.GsonFactory;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** {@code com.google.oauth-client:google-oauth-client}, with its credentials in the body. */
final class GoogleClient implements CodeClient {

    private static final HttpTransport TRANSPORT = new NetHttpTransport();
    private static final JsonFactory JSON = GsonFactory.getDefaultInstance();

    private final Settings settings;
    private final ClientParametersAuthentication authentication;
    private final AuthorizationCodeFlow flow;

    GoogleClient(Settings settings) {
        this.settings = settings;
        this.authentication = new ClientParametersAuthentication(settings.clientId(), settings.secret());
        this.flow = new AuthorizationCodeFlow.Builder(
                        BearerToken.authorizationHeaderAccessMethod(),
                        TRANSPORT,
                        JSON,
                        new GenericUrl(settings.token()),
                        authentication,
                        settings.clientId(),
                        settings.authorize().toString())
                .setScopes(settings.scopes())
                .enablePKCE()
                .build();
    }

    @Override
    public URI authorizationRequest() {
        return flow.newAuthorizationUrl().setRedirectUri(settings.redirectUri()).toURI();
    }

    @Override
    public Tokens exchange(URI ended) throws IOException {
        String code = new AuthorizationCodeResponseUrl(ended.toString()).getCode();
        return tokens(flow.newTokenRequest(code)
                .setRedirectUri(settings.redirectUri())
                .execute());
    }

    @Override
    public Tokens refresh(Tokens tokens) throws IOException {
        return tokens(new RefreshTokenRequest(TRANSPORT, JSON, new GenericUrl(settings.token()), tokens.refresh())
                .setClientAuthentication(authentication)
                .execute());
    }

    private static Tokens tokens(TokenResponse response) {
        return new Tokens(response.getAccessToken(), response.getRefreshToken());
    }

    /** It has no revocation (RFC 7009); its transport and its authentication send the request. */
    @Override
    public void revoke(Tokens tokens) throws IOException {
        // The authentication adds its parameters to these.
        Map<String, String> form = new HashMap<>(Map.of("token", tokens.refresh()));
        TRANSPORT
                .createRequestFactory(authentication)
                .buildPostRequest(new GenericUrl(settings.revoke()), new UrlEncodedContent(form))
                .execute()
                .disconnect();
    }
}
