package dev.extendedtoken.keycloak.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp, as in the fifth system's documentation. */
final class OkHttpCodeClient implements CodeClient {

    private static final String VERIFIER = "okhttp-" + "v".repeat(43);

    private final Settings settings;
    private final OkHttpClient http = new OkHttpClient();

    OkHttpCodeClient(Settings settings) {
        this.settings = settings;
    }

    @Override
    public URI authorizationRequest() {
        return URI.create(settings.authorize() + "?"
                + Http.encode(Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        settings.clientId(),
                        "redirect_uri",
                        settings.redirectUri(),
                        "scope",
                        settings.scope(),
                        "code_challenge",
                        SigningKey.sha256(VERIFIER),
                        "code_challenge_method",
                        "S256")));
    }

    @Override
    public Tokens exchange(URI ended) throws IOException {
        return tokens("grant_type=authorization_code&code=" + Login.parameter(ended, "code")
                + "&redirect_uri=https%3A%2F%2Fexample.com&scope=openid&client_id=" + settings.clientId()
                + "&code_verifier=" + VERIFIER);
    }

    @Override
    public Tokens refresh(Tokens tokens) throws IOException {
        return tokens(
                "grant_type=refresh_token&client_id=" + settings.clientId() + "&refresh_token=" + tokens.refresh());
    }

    @Override
    public void revoke(Tokens tokens) throws IOException {
        post(settings.revoke(), "client_id=" + settings.clientId() + "&token=" + tokens.refresh());
    }

    private Tokens tokens(String form) throws IOException {
        JsonNode tokens = new ObjectMapper().readTree(post(settings.token(), form));
        return new Tokens(
                tokens.path("access_token").textValue(),
                tokens.path("refresh_token").textValue());
    }

    private String post(URI address, String form) throws IOException {
        Request request = new Request.Builder()
                .url(address.toString())
                .method("POST", RequestBody.create(form, MediaType.parse("application/x-www-form-urlencoded")))
                .addHeader("Content-Type", "application/x-www-form-urlencoded")
                .build();
        try (Response response = http.newCall(request).execute()) {
            if (response.code() != 200) {
                throw new AssertionError(response + ": " + response.body().string());
            }
            return response.body().string();
        }
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
