package dev.extendedtoken.keycloak.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What a server said. */
public record Answer(int status, HttpHeaders headers, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The body, which must be JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON (status " + status + "): " + body, e);
        }
    }

    /** A member of the JSON body as text; null if it is absent. */
    public String text(String member) {
        return json().path(member).textValue();
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The same answer, which must have this status. */
    public Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("Status " + status + " instead of " + expected + ": " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return status + " " + headers.map() + "\n" + body;
    }
}
