package dev.extendedtoken.keycloak.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a media type, by the grammar of RFC 9110 section 5.6.6. Read by hand: this package depends on the JDK
 * and Jackson alone.
 */
record ContentTypeParameters(List<Parameter> all) {

    /** @param value without its quotes */
    record Parameter(String name, String value) {}

    /**
     * @param text the part of the header after the subtype, for example {@code " ; charset=utf-8"}
     * @return empty if the text breaks the grammar
     */
    static Optional<ContentTypeParameters> parse(String text) {
        Scanner scanner = new Scanner(text);
        List<Parameter> all = new ArrayList<>();
        scanner.skipWhiteSpace();
        while (!scanner.isAtEnd()) {
            if (!scanner.skip(';')) {
                return Optional.empty();
            }
            scanner.skipWhiteSpace();
            String name = scanner.token();
            if (!name.isEmpty()) {
                Optional<String> value = scanner.skip('=') ? scanner.value() : Optional.empty();
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                all.add(new Parameter(name, value.get()));
            }
            scanner.skipWhiteSpace();
        }
        return Optional.of(new ContentTypeParameters(all));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The value of a parameter if there is no other parameter. Names are compared without regard to case. */
    Optional<String> only(String name) {
        return all.size() == 1 && all.get(0).name().equalsIgnoreCase(name)
                ? Optional.of(all.get(0).value())
                : Optional.empty();
    }

    private static final class Scanner {

        private static final String TOKEN_SPECIALS = "!#$%&'*+-.^_`|~";

        private final String text;
        private int position;

        Scanner(String text) {
            this.text = text;
        }

        boolean isAtEnd() {
            return position == text.length();
        }

        boolean skip(char expected) {
            boolean found = !isAtEnd() && text.charAt(position) == expected;
            if (found) {
                position++;
            }
            return found;
        }

        void skipWhiteSpace() {
            while (skip(' ') || skip('\t')) {
                // Skips one character.
            }
        }

        /** A token of RFC 9110 section 5.6.2; empty if there is none. */
        String token() {
            int start = position;
            while (!isAtEnd() && isTokenCharacter(text.charAt(position))) {
                position++;
            }
            return text.substring(start, position);
        }

        private static boolean isTokenCharacter(char c) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || TOKEN_SPECIALS.indexOf(c) >= 0;
        }

        Optional<String> value() {
            if (skip('"')) {
                return quoted();
            }
            return Optional.of(token()).filter(token -> !token.isEmpty());
        }

        /** A quoted string of RFC 9110 section 5.6.4, read after its opening quote. */
        private Optional<String> quoted() {
            StringBuilder value = new StringBuilder();
            while (!isAtEnd()) {
                if (skip('"')) {
                    return Optional.of(value.toString());
                }
                skip('\\');
                if (isAtEnd() || isControl(text.charAt(position))) {
                    return Optional.empty();
                }
                value.append(text.charAt(position++));
            }
            return Optional.empty();
        }

        private static boolean isControl(char c) {
            return c < ' ' && c != '\t' || c == 0x7F;
        }
    }
}
