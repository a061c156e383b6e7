package dev.extendedtoken.keycloak.tokenrequest.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Granted scopes, and their reduction to requested ones.
 *
 * @param scopes in the order of the grant
 * @param parts the comparison of scopes that include other scopes
 */
public record GrantedScopes(List<String> scopes, Parts parts) {

    /** Compares scopes that include other scopes, for example {@code organization:*}. */
    @FunctionalInterface
    public interface Parts {

        /** The common part of a granted and a requested scope; empty if there is none. */
        Optional<String> part(String granted, String requested);
    }

    /** @param scopes separated by spaces */
    public static GrantedScopes parse(String scopes, Parts parts) {
        List<String> list = Arrays.stream(scopes.split(" "))
                .filter(scope -> !scope.isEmpty())
                .toList();
        return new GrantedScopes(list, parts);
    }

    /** Whether a scope was granted, or has a common part with a granted one. */
    public boolean includes(String requested) {
        return scopes.contains(requested)
                || scopes.stream()
                        .anyMatch(scope -> parts.part(scope, requested).isPresent());
    }

    /** The granted scopes that are requested, separated by spaces. */
    public String narrowedTo(Set<String> requested) {
        return scopes.stream()
                .flatMap(scope -> requested.contains(scope) ? Stream.of(scope) : partsOf(scope, requested))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private Stream<String> partsOf(String scope, Set<String> requested) {
        return requested.stream().map(one -> parts.part(scope, one)).flatMap(Optional::stream);
    }
}
