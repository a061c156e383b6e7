package dev.extendedtoken.keycloak.outofband.model;

import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What an authorization request's redirect URI means in a realm that has the executor: nothing out of band, one of the
 * two URNs, or what must be refused because it only looks like one, or is not this client's.
 */
public record Admission(Kind kind, Optional<OutOfBandUri> uri) {

    public enum Kind {
        OTHER,
        ADMITTED,
        REFUSED
    }

    public static final Admission OTHER = new Admission(Kind.OTHER, Optional.empty());
    public static final Admission REFUSED = new Admission(Kind.REFUSED, Optional.empty());

    /**
     * @param requested the parameter {@code redirect_uri} as it came; null if it did not
     * @param registered the client's valid redirect URIs; a wildcard is no permission
     * @param granted whether the realm's policies grant out-of-band to the client; only asked where it matters
     */
    public static Admission of(String requested, Set<String> registered, BooleanSupplier granted) {
        if (requested == null) {
            return isOnlyOne(registered) ? REFUSED : OTHER;
        }
        if (!OutOfBandUri.isLike(requested)) {
            return OTHER;
        }
        return OutOfBandUri.of(requested)
                .filter(uri -> registered.contains(uri.urn()) && granted.getAsBoolean())
                .map(uri -> new Admission(Kind.ADMITTED, Optional.of(uri)))
                .orElse(REFUSED);
    }

    /** Then Keycloak would take it as the one that was meant (RFC 6749 section 3.1.2.3). */
    private static boolean isOnlyOne(Set<String> registered) {
        return registered.size() == 1 && registered.stream().allMatch(OutOfBandUri::isLike);
    }
}
