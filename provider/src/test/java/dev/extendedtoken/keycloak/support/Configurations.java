package dev.extendedtoken.keycloak.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import java.util.function.Function;

/**
 * Reads configurations of one executor, written in JSON with single quotes.
 *
 * @param executor the id with which its misconfigurations begin
 */
public record Configurations<C extends ExecutorConfiguration>(String executor, Function<JsonNode, C> constructor) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    public C read(String json) {
        return constructor.apply(tree(json));
    }

    /** One without a misconfiguration. */
    public C usable(String json) {
        C read = read(json);
        assertThat(read.misconfiguration()).isEmpty();
        return read;
    }

    public void assertMisconfiguration(String json, String what) {
        assertThat(read(json).misconfiguration())
                .hasValueSatisfying(
                        text -> assertThat(text).startsWith(executor + ": ").contains(what));
    }

    /** As Keycloak reads it when a profile is saved. */
    public C byJackson(String json, Class<C> type) {
        return JSON.convertValue(tree(json), type);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
