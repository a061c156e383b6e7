package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The realm files of the version before, beside the JAR that {@code .ci/previous-jar} builds. */
@Tag("upgrade")
@KeycloakTest
class PreviousRealmsIT {

    private static final Path FILES = Path.of(System.getProperty("previous.jar", ""))
            .resolve("../../../realm-config")
            .normalize();

    @InjectKeycloak
    private static Keycloak keycloak;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void canBeImported(Path file) {
        String name = "previous-" + file.getFileName().toString().replace(".json", "");
        try (TestRealm realm = TestRealm.create(keycloak, RealmFile.read(file, name))) {
            realm.admin().get("/" + name + "/client-policies/policies").expect(200);
        }
        assertThat(keycloak.log().lines().filter(line -> line.contains("realm '" + name + "'")))
                .isEmpty();
    }

    /** By Keycloak's own setting of the client. */
    @Test
    void tokenTypeStaysLowerCase() {
        RealmFile file = RealmFile.read(FILES.resolve("token-response-format-realm.json"), "previous-format");
        try (TestRealm realm = TestRealm.create(keycloak, file)) {
            assertThat(Http.client()
                            .form(
                                    realm.token(),
                                    Map.of("grant_type", "client_credentials"),
                                    "Authorization",
                                    Http.basic("enveloped", "enveloped-secret"))
                            .expect(200)
                            .text("token_type"))
                    .isEqualTo("bearer");
        }
    }
}
