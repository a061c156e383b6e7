package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.events.EventType;

/**
 * The realms of {@code realm-config/} store the events in which features of the extension report an error; Keycloak's
 * default leaves some of them out.
 */
class ShippedEventsTest {

    /** Where an error of the extension is reported: the reuse of a refresh token, an API key, a user JWT, a rule. */
    private static final List<EventType> ALARMS = List.of(
            EventType.REFRESH_TOKEN_ERROR,
            EventType.LOGIN_ERROR,
            EventType.LOGOUT_ERROR,
            EventType.CODE_TO_TOKEN_ERROR,
            EventType.CLIENT_LOGIN_ERROR,
            EventType.INTROSPECT_TOKEN_ERROR,
            EventType.REVOKE_GRANT_ERROR,
            EventType.TOKEN_EXCHANGE_ERROR,
            EventType.PERMISSION_TOKEN_ERROR,
            EventType.PUSHED_AUTHORIZATION_REQUEST_ERROR,
            EventType.OAUTH2_DEVICE_AUTH_ERROR,
            EventType.OAUTH2_DEVICE_CODE_TO_TOKEN_ERROR,
            EventType.AUTHREQID_TO_TOKEN_ERROR,
            EventType.CLIENT_INFO_ERROR,
            EventType.CLIENT_REGISTER_ERROR,
            EventType.CLIENT_UPDATE_ERROR);

    static List<Path> realms() throws IOException {
        Path folder = Path.of(System.getProperty("project.root", ".."), "realm-config");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith("-realm.json"))
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode realm(Path file) throws IOException {
        return new ObjectMapper().readTree(Files.readString(file));
    }

    private static List<String> types(Path file) throws IOException {
        return StreamSupport.stream(realm(file).path("enabledEventTypes").spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    @Test
    void thereAreRealms() throws IOException {
        assertThat(realms()).hasSizeGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource("realms")
    void storesWhatAlarmsNeed(Path file) throws IOException {
        assertThat(realm(file).path("eventsEnabled").booleanValue()).isTrue();
        assertThat(realm(file).path("eventsExpiration").longValue()).isPositive();
        assertThat(types(file)).containsAll(ALARMS.stream().map(Enum::name).toList());
    }

    /** Keycloak says nothing of a name that it does not know. */
    @ParameterizedTest
    @MethodSource("realms")
    void namesEventTypesOfKeycloak(Path file) throws IOException {
        assertThat(types(file))
                .doesNotHaveDuplicates()
                .isSubsetOf(Arrays.stream(EventType.values()).map(Enum::name).toList());
    }
}
