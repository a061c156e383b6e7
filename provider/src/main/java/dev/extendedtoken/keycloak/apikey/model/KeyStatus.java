package dev.extendedtoken.keycloak.apikey.model;

import java.util.Locale;

/** What an administrator is told about a stored key. */
public enum KeyStatus {
    /** Valid, and without a successor. */
    ACTIVE,
    /** Another key replaces it; it is valid until its overlap ends. */
    ROTATED,
    /** Revoked. */
    REVOKED,
    /** Expired, and neither rotated nor revoked. */
    EXPIRED,
    /** The record cannot be read, so that no key matches it. */
    UNREADABLE;

    /** The text in responses. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
