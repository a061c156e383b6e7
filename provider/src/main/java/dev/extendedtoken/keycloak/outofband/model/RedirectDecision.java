package dev.extendedtoken.keycloak.outofband.model;

import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The decision about the redirect URI of an authorization request in a realm with the executor.
 *
 * @param uri the URN; empty unless it is allowed
 */
public record RedirectDecision(Kind kind, Optional<OutOfBandUri> uri) {

    public enum Kind {
        /** Another redirect URI, which Keycloak checks. */
        NOT_OUT_OF_BAND,
        ALLOWED,
        /** The client may not use the URN, or the redirect URI only resembles one. */
        REFUSED
    }

    public static final RedirectDecision NOT_OUT_OF_BAND = new RedirectDecision(Kind.NOT_OUT_OF_BAND, Optional.empty());
    public static final RedirectDecision REFUSED = new RedirectDecision(Kind.REFUSED, Optional.empty());

    /**
     * @param requested the parameter {@code redirect_uri}; null if the request has none
     * @param registered the client's valid redirect URIs; a wildcard does not allow the URNs
     * @param granted whether the realm's policies allow the client to use the URNs; evaluated only if needed
     */
    public static RedirectDecision decide(String requested, Set<String> registered, BooleanSupplier granted) {
        if (requested == null) {
            return isOnlyOne(registered) ? REFUSED : NOT_OUT_OF_BAND;
        }
        if (!OutOfBandUri.resembles(requested)) {
            return NOT_OUT_OF_BAND;
        }
        return OutOfBandUri.parse(requested)
                .filter(uri -> registered.contains(uri.urn()) && granted.getAsBoolean())
                .map(uri -> new RedirectDecision(Kind.ALLOWED, Optional.of(uri)))
                .orElse(REFUSED);
    }

    /** Keycloak uses the only registered redirect URI if the request has none (RFC 6749 section 3.1.2.3). */
    private static boolean isOnlyOne(Set<String> registered) {
        return registered.size() == 1 && registered.stream().allMatch(OutOfBandUri::resembles);
    }
}
