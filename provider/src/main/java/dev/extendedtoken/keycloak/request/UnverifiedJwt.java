package dev.extendedtoken.keycloak.request;

import java.util.Optional;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.representations.JsonWebToken;

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
}
