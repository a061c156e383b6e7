package dev.extendedtoken.keycloak.tokenrequest.model;

import java.util.regex.Pattern;

/** The parameter {@code code_verifier} (RFC 7636). */
public final class CodeVerifier {

    /** The syntax of RFC 7636 section 4.1 without its maximum length. */
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._~-]{43,}");

    private CodeVerifier() {}

    /** Whether it has the characters and the minimum length of a verifier, however long it is. */
    public static boolean isWellFormed(String verifier) {
        return SYNTAX.matcher(verifier).matches();
    }
}
