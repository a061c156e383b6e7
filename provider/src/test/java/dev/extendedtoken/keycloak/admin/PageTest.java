package dev.extendedtoken.keycloak.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    @Test
    void theFirstHundredByDefault() {
        assertThat(Page.parse(null, null)).contains(new Page(0, 100));
        assertThat(Page.parse("20", null)).contains(new Page(20, 100));
        assertThat(Page.parse(null, "5")).contains(new Page(0, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "", " ", "ten", "1.5", "2147483648", "0x10"})
    void anythingButAWholeNumberIsInvalid(String value) {
        assertThat(Page.parse(value, null)).isEmpty();
        assertThat(Page.parse(null, value)).isEmpty();
    }

    @Test
    void aPartOfTheList() {
        List<Integer> all = IntStream.range(0, 10).boxed().toList();
        assertThat(new Page(0, 100).select(all.stream())).isEqualTo(all);
        assertThat(new Page(3, 2).select(all.stream())).containsExactly(3, 4);
        assertThat(new Page(9, 2).select(all.stream())).containsExactly(9);
        assertThat(new Page(10, 2).select(all.stream())).isEmpty();
        assertThat(new Page(0, 0).select(all.stream())).isEmpty();
    }

    @Test
    void whatComesAfterItIsNotComputed() {
        List<Integer> computed = new ArrayList<>();
        new Page(1, 2).select(Stream.iterate(0, i -> i + 1).peek(computed::add));
        assertThat(computed).containsExactly(0, 1, 2);
    }
}
