package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.extendedtoken.keycloak.apikey.model.KeyCheck.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Any bytes as the header of a key and as its stored record: the first line is the header, what follows is the record, in
 * which {@code HASH} stands for the hash of the header.
 */
class KeyCheckFuzzTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Pattern KEY = Pattern.compile("[!-~]{32,512}");
    private static final Pattern GENERATED = Pattern.compile("kck_[0-9A-Za-z]{49}");

    @FuzzTest
    void onlyTheKeyOfAGoodRecordIsAccepted(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int line = text.indexOf('\n');
        String header = line < 0 ? text : text.substring(0, line);
        String hash = KeyHash.forKey(header.getBytes(StandardCharsets.US_ASCII)).hex();
        String stored = line < 0 ? null : text.substring(line + 1).replace("HASH", hash);

        KeyCheck check = KeyCheck.forHeader(List.of(header), id -> stored, key -> false, NOW);

        Optional<KeyRecord> record = Optional.ofNullable(stored).flatMap(KeyRecord::parse);
        boolean isKey = KEY.matcher(header).matches();
        boolean matches =
                isKey && record.filter(one -> one.hash().hex().equals(hash)).isPresent();
        boolean good = matches
                && record.get().revokedAt().isEmpty()
                && NOW.isBefore(record.get().expiresAt());
        assertThat(check.isAccepted()).isEqualTo(good);
        assertThat(check.outcome() == Outcome.MALFORMED || check.outcome() == Outcome.MISSING)
                .isEqualTo(!isKey);
        if (check.id().isPresent()) {
            assertThat(hash).startsWith(check.id().get());
            assertThat(matches || GENERATED.matcher(header).matches())
                    .as("what may be a password is not told")
                    .isTrue();
        }
        assertThat(check.toString()).doesNotContain(isKey ? header : "no key");
        assertThat(KeyCheck.forHeader(List.of(header), id -> stored, key -> true, NOW)
                        .isAccepted())
                .as("revoked")
                .isFalse();
        assertThat(KeyCheck.forHeader(List.of(header, header), id -> stored, key -> false, NOW)
                        .isAccepted())
                .as("sent twice")
                .isFalse();
    }
}
