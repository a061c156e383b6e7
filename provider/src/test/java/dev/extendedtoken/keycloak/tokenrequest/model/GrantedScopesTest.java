package dev.extendedtoken.keycloak.tokenrequest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.request.TokenRequest;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantedScopesTest {

    /** As organizations have it: of {@code a:*} each {@code a:x} is a part, and {@code a} cannot be said of it. */
    private static final GrantedScopes.Parts PARTS = (granted, asked) -> {
        String all = "a:*";
        if (granted.equals(all) && asked.startsWith("a:")) {
            return Optional.of(asked);
        }
        return granted.startsWith("a:") && asked.equals(all) ? Optional.of(granted) : Optional.empty();
    };

    @ParameterizedTest
    @CsvSource({
        "openid email profile, openid email, openid email",
        "openid email profile, profile openid, openid profile",
        "openid email, openid email, openid email",
        "openid, email, ''",
        "openid email, openid other, openid",
        "openid email, ' email  ', email",
        "openid, OpenID, ''",
        "'', openid, ''",
        "openid a:*, openid a:x, openid a:x",
        "openid a:*, openid a:x a:y, openid a:x a:y",
        "openid a:*, openid a:x a:*, openid a:*",
        "openid a:x a:y, openid a:*, openid a:x a:y",
        "openid a:x, openid a:y, openid",
        "openid a:*, openid a, openid",
        "openid a:* a:x, a:x, a:x"
    })
    void aGrantOnlyBecomesSmaller(String granted, String asked, String left) {
        assertThat(GrantedScopes.parse(granted, PARTS).narrowedTo(TokenRequest.scopes(asked)))
                .isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({
        "openid email, openid, true",
        "openid email, profile, false",
        "openid a:*, a:x, true",
        "openid a:*, a, false",
        "openid a:x, a:*, true",
        "openid a:x, a:y, false",
        "'', openid, false"
    })
    void whatWasGrantedOrIsPartOfIt(String granted, String asked, boolean covered) {
        assertThat(GrantedScopes.parse(granted, PARTS).includes(asked)).isEqualTo(covered);
    }

    /** Whatever is asked for: what is left was granted. */
    @Test
    void neverMoreThanWasGranted() {
        String[] all = {"openid", "email", "a", "a:*", "a:x", "a:y"};
        for (int one = 0; one < 1 << all.length; one++) {
            GrantedScopes granted = GrantedScopes.parse(chosen(all, one), PARTS);
            for (int other = 0; other < 1 << all.length; other++) {
                String left = granted.narrowedTo(TokenRequest.scopes(chosen(all, other)));
                assertThat(TokenRequest.scopes(left)).allMatch(granted::includes);
                assertThat(granted.narrowedTo(TokenRequest.scopes(left)))
                        .as("narrowed twice")
                        .isEqualTo(left);
            }
        }
    }

    private static String chosen(String[] all, int bits) {
        return String.join(
                " ",
                Arrays.stream(all)
                        .filter(scope -> (bits >> Arrays.asList(all).indexOf(scope) & 1) == 1)
                        .toList());
    }
}
