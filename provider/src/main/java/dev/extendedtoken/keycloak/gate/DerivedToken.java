package dev.extendedtoken.keycloak.gate;

/**
 * A token that nobody has signed in for: it comes from a token exchange (RFC 8693) or a UMA ticket, or was refreshed from
 * one that does.
 */
public final class DerivedToken {

    /** The claim that such tokens, and no others, have. */
    public static final String CLAIM = "derived_from";

    private DerivedToken() {}
}
