package dev.extendedtoken.keycloak.rotation.family;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AncestorTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Ancestor ANCESTOR = new Ancestor("session", "client", "123", List.of("f", "g"), true, 456);

    /** As a token comes back to the server: through JSON. */
    private static Object json(Object value) throws IOException {
        return MAPPER.readValue(MAPPER.writeValueAsString(value), Object.class);
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        Ancestor withoutFamily = new Ancestor("session", "client", "", List.of(), false, 0);
        Object claim = json(List.of(ANCESTOR.toClaim(), withoutFamily.toClaim()));
        assertThat(Ancestor.listFrom(claim)).contains(List.of(ANCESTOR, withoutFamily));
        assertThat(Ancestor.listFrom(json(List.of()))).contains(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sid", "client", "started", "families", "offline", "ends"})
    void nothingIsInferredFromAMissingMember(String member) throws IOException {
        @SuppressWarnings("unchecked") // An object's members.
        Map<String, Object> claim = (Map<String, Object>) json(ANCESTOR.toClaim());
        claim.remove(member);
        assertThat(Ancestor.listFrom(List.of(claim))).isEmpty();
        claim.put(member, List.of(1));
        assertThat(Ancestor.listFrom(List.of(claim))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"text\"", "{}", "[1]", "[[]]", "[null]"})
    void anythingElseIsNothing(String claim) throws IOException {
        assertThat(Ancestor.listFrom(MAPPER.readValue(claim, Object.class))).isEmpty();
    }
}
