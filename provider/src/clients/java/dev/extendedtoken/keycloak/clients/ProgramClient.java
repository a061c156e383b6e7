package dev.extendedtoken.keycloak.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.support.Script;
import java.net.URI;

/** A program of {@code src/clients}; its README says what it prints and reads. */
final class ProgramClient implements CodeClient {

    private final Script script;

    ProgramClient(Script script) {
        this.script = script;
    }

    @Override
    public URI authorizationRequest() {
        return URI.create(script.read());
    }

    @Override
    public Tokens exchange(URI ended) throws JsonProcessingException {
        script.write(ended.toString());
        return tokens();
    }

    /** It goes on by itself. */
    @Override
    public Tokens refresh(Tokens tokens) throws JsonProcessingException {
        return tokens();
    }

    @Override
    public void revoke(Tokens tokens) {
        assertThat(script.read()).isEqualTo("revoked");
    }

    private Tokens tokens() throws JsonProcessingException {
        JsonNode tokens = new ObjectMapper().readTree(script.read());
        return new Tokens(
                tokens.path("access_token").textValue(),
                tokens.path("refresh_token").textValue());
    }

    @Override
    public void close() {
        script.close();
    }
}
