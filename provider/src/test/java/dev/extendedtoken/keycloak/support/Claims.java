package dev.extendedtoken.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;

/** The payload of a JWT. */
public final class Claims {

    private Claims() {}

    public static JsonNode parse(String token) {
        return part(token, 1);
    }

    /** What comes before the payload. */
    public static JsonNode header(String token) {
        return part(token, 0);
    }

    private static JsonNode part(String token, int index) {
        try {
            return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[index]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The scopes that a token is for. */
    public static Set<String> scopes(String token) {
        return Arrays.stream(parse(token).path("scope").asText().split(" ")).collect(Collectors.toSet());
    }
}
