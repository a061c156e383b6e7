package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.server.ImportedRealms;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.Kcadm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way of importing a realm takes the files of {@code realm-config/} as they are shipped. An export says again what the
 * file says, and more.
 */
@KeycloakTest
class RealmFilesIT {

    private static final Path FOLDER = Path.of(System.getProperty("project.root"), "realm-config");

    private static final ObjectMapper JSON = new ObjectMapper();

    @InjectKeycloak
    private static Keycloak keycloak;

    @TempDir
    private static Path folder;

    private static AdminApi admin;
    private static Kcadm kcadm;

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(file -> file.toString().endsWith("-realm.json"))
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    static void signIn() {
        admin = new AdminApi(keycloak);
        kcadm = Kcadm.signedIn(keycloak, folder);
    }

    @ParameterizedTest
    @MethodSource("files")
    void byTheAdminRestApi(Path file) {
        RealmFile renamed = renamed("rest-", file);
        try (TestRealm realm = TestRealm.create(keycloak, renamed)) {
            assertThat(ExportedRealm.missingInPart(renamed.representation(), partialExport(realm.name())))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void byKcadm(Path file) {
        RealmFile renamed = renamed("kcadm-", file);
        kcadm.run("create", "realms", "-f", file.toString(), "-s", "realm=" + renamed.name());
        try {
            assertThat(ExportedRealm.missingInPart(renamed.representation(), partialExport(renamed.name())))
                    .isEmpty();
        } finally {
            admin.delete("/" + renamed.name()).expect(204);
        }
    }

    /** By a server that imports all of them when it starts. The export has users and secrets, too. */
    @Test
    void byImportAtStart(@TempDir Path exports) throws IOException {
        ImportedRealms realms = ImportedRealms.of(files());
        assertThat(realms.log()).doesNotContain(" ERROR ");
        realms.export(exports);
        for (Path file : files()) {
            JsonNode shipped = JSON.readTree(file.toFile());
            Path export = exports.resolve(shipped.path("realm").textValue() + "-realm.json");
            assertThat(ExportedRealm.missingInWhole(shipped, JSON.readTree(export.toFile())))
                    .as("%s", file.getFileName())
                    .isEmpty();
        }
    }

    private static RealmFile renamed(String prefix, Path file) {
        return RealmFile.read(file, prefix + file.getFileName().toString().replace("-realm.json", ""));
    }

    private static JsonNode partialExport(String realm) {
        return admin.post("/" + realm + "/partial-export?exportClients=true&exportGroupsAndRoles=true", Map.of())
                .expect(200)
                .json();
    }
}
