package dev.extendedtoken.keycloak.request;

import org.keycloak.utils.StringUtil;

/** Removes from a parameter what Keycloak's token endpoint removes: control characters and terminal escapes. */
final class ControlCharacters {

    private ControlCharacters() {}

    /** As {@link StringUtil#removeControlCharacters}, whose five regular expressions are slow on a long token. */
    static String remove(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return StringUtil.removeControlCharacters(text);
            }
        }
        return text;
    }

    /** Letters, digits and marks of which JWTs, scopes, UUIDs and URNs consist. None is part of an escape. */
    private static boolean isTokenCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~:".indexOf(c) >= 0;
    }
}
