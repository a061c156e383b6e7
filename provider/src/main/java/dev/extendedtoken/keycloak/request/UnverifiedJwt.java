package dev.extendedtoken.keycloak.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.keycloak.common.util.Base64Url;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.util.JsonSerialization;

/** The claims of a JWT whose signature is not verified here: what the request says, and nothing that is proven. */
public final class UnverifiedJwt {

    private UnverifiedJwt() {}

    /** Empty if the text is no JWT, or its claims do not fit the type. */
    public static <T extends JsonWebToken> Optional<T> parse(String token, Class<T> type) {
        try {
            return Optional.ofNullable(new JWSInput(token).readJsonContent(type));
        } catch (JWSInputException noJwt) {
            return Optional.empty();
        }
    }

    /** One claim that is a string; empty if the text is no JWT, or has no such claim. Reads nothing else of the JWT. */
    public static Optional<String> claim(String token, String name) {
        String[] parts = token.split("\\.");
        if (parts.length < 2) {
            return Optional.empty();
        }
        try (JsonParser json = JsonSerialization.mapper.createParser(Base64Url.decode(parts[1]))) {
            return json.nextToken() == JsonToken.START_OBJECT ? lastString(json, name) : Optional.empty();
        } catch (IOException | IllegalArgumentException noJwt) {
            return Optional.empty();
        }
    }

    private static Optional<String> lastString(JsonParser claims, String name) throws IOException {
        Optional<String> last = Optional.empty();
        while (claims.nextToken() == JsonToken.FIELD_NAME) {
            boolean named = claims.currentName().equals(name);
            if (claims.nextToken() == JsonToken.VALUE_STRING && named) {
                last = Optional.of(claims.getText());
            }
            claims.skipChildren();
        }
        return last;
    }
}
