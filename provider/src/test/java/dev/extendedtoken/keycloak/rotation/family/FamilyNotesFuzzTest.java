package dev.extendedtoken.keycloak.rotation.family;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Any bytes as the notes and the claim in which a family is stored. */
class FamilyNotesFuzzTest {

    private static final String ID = "0b8c5d2e-6c0f-4f6e-9a55-2f0a41e1b1a7";
    private static final ObjectMapper JSON = new ObjectMapper();

    @FuzzTest
    void areReadAsTheyAreWritten(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<Family> family = Family.decode(text);
        family.ifPresent(one -> assertThat(Family.decode(one.encoded())).contains(one));

        FirstUses uses = FirstUses.decode(text);
        assertThat(FirstUses.decode(uses.encoded())).isEqualTo(uses);
        assertThat(uses.times()).hasSizeLessThanOrEqualTo(FirstUses.MAX);

        FamilyDetails details = FamilyDetails.decode(ID, text);
        assertThat(FamilyDetails.decode(ID, details.encoded(ID))).isEqualTo(details);

        family.ifPresent(one -> assertIsDecided(one, uses, details));
        ancestors(text).ifPresent(FamilyNotesFuzzTest::assertAncestors);
    }

    /** Whatever a note says, each token of its family is decided on. */
    private static void assertIsDecided(Family family, FirstUses uses, FamilyDetails details) {
        FamilyRules rules = new FamilyRules(RotationPolicy.DEFAULT, 0, 1_700_000_000_000L);
        for (int generation : new int[] {1, family.live() - 1, family.live(), family.live() + 1}) {
            Presented token = new Presented(new Generation(ID, generation), true, 0, 0);
            assertThat(rules.decide(Optional.of(family), uses, token, false)).isNotNull();
        }
        assertThat(details.with("new", Long.MAX_VALUE, 0).accessTokens())
                .hasSizeLessThanOrEqualTo(FamilyDetails.MOST_ACCESS_TOKENS);
        assertThat(details.bindingOf(family)).isNotNull();
    }

    private static Optional<List<Ancestor>> ancestors(String text) {
        try {
            return Ancestor.listFrom(JSON.readValue(text, Object.class));
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    private static void assertAncestors(List<Ancestor> ancestors) {
        List<?> claim = ancestors.stream().map(Ancestor::toClaim).toList();
        assertThat(Ancestor.listFrom(claim)).contains(ancestors);
    }
}
