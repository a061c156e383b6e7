package dev.extendedtoken.keycloak.tokenrequest.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Scopes that were granted, and which of them are asked for again.
 *
 * @param scopes in the order in which they were granted
 * @param parts of scopes that stand for several
 */
public record GrantedScopes(List<String> scopes, Parts parts) {

    /** Of scopes that do not stand for themselves alone. */
    @FunctionalInterface
    public interface Parts {

        /** What is left of a granted scope where another one is asked for; empty if they have nothing in common. */
        Optional<String> part(String granted, String asked);
    }

    /** @param scopes separated by spaces */
    public static GrantedScopes parse(String scopes, Parts parts) {
        List<String> list = Arrays.stream(scopes.split(" "))
                .filter(scope -> !scope.isEmpty())
                .toList();
        return new GrantedScopes(list, parts);
    }

    /** Whether a scope was granted, or is part of one that was. */
    public boolean cover(String asked) {
        return scopes.contains(asked)
                || scopes.stream().anyMatch(scope -> parts.part(scope, asked).isPresent());
    }

    /** What is left of them where only these are asked for. */
    public String narrowedTo(Set<String> asked) {
        return scopes.stream()
                .flatMap(scope -> asked.contains(scope) ? Stream.of(scope) : partsOf(scope, asked))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private Stream<String> partsOf(String scope, Set<String> asked) {
        return asked.stream().map(one -> parts.part(scope, one)).flatMap(Optional::stream);
    }
}
