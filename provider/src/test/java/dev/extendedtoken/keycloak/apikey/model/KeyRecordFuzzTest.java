package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Any bytes as a stored record, which an administrator may have written by hand. */
class KeyRecordFuzzTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final ObjectReader TREE =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    @FuzzTest
    void saysWhatJacksonsTreeSays(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<KeyRecord> parsed = KeyRecord.parse(text);
        if (parsed.isPresent()) {
            KeyRecord record = parsed.get();
            assertThat(KeyRecord.parse(record.json()))
                    .as("read as it is written")
                    .contains(record);
            tree(text).ifPresent(tree -> assertSays(record, tree));
            assertWorks(record);
        }
    }

    private static Optional<JsonNode> tree(String text) {
        try {
            return Optional.of(TREE.readTree(text));
        } catch (JsonProcessingException duplicates) {
            return Optional.empty();
        }
    }

    private static void assertSays(KeyRecord record, JsonNode tree) {
        assertThat(record.hash().hex()).isEqualTo(tree.get("sha256").asText());
        assertThat(record.expiresAt()).isEqualTo(instant(tree.get("expiresAt")));
        assertThat(record.revokedAt().isPresent()).isEqualTo(tree.has("revokedAt"));
        record.revokedAt().ifPresent(revokedAt -> assertThat(revokedAt).isEqualTo(instant(tree.get("revokedAt"))));
        assertThat(record.isRotated()).isEqualTo(tree.has("replacedBy"));
        if (tree.path("label").isTextual()) {
            assertThat(record.label()).isEqualTo(tree.get("label").textValue());
        }
    }

    private static Instant instant(JsonNode value) {
        return OffsetDateTime.parse(value.textValue()).toInstant();
    }

    /** Whatever its times are. */
    private static void assertWorks(KeyRecord record) {
        KeyState state = new KeyState(record.hash().id(), Optional.of(record), false, NOW);
        assertThat(state.isUsable()).isEqualTo(record.revokedAt().isEmpty() && NOW.isBefore(record.expiresAt()));
        assertThat(state.status()).isNotNull().isNotEqualTo(KeyStatus.UNREADABLE);
        ExpiryWarning.isDue(record, NOW);
        record.lifetime().ifPresent(life -> assertThat(life).isPositive());
        for (KeyRecord changed : new KeyRecord[] {
            record.revoked(NOW),
            record.rotated(record.hash(), Duration.ZERO, NOW),
            record.rotated(record.hash(), Duration.ofSeconds(5), NOW)
        }) {
            assertThat(KeyRecord.parse(changed.json())).contains(changed);
        }
        assertThat(record.revoked(NOW).revokedAt()).isPresent();
    }
}
