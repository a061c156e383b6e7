package dev.extendedtoken.keycloak.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a media type, by the grammar of RFC 9110 section 5.6.6. */
record ContentTypeParameters(List<Parameter> all) {

    /** @param value without its quotes */
    record Parameter(String name, String value) {}

    /**
     * Reads what follows the type and its subtype; empty if it breaks the grammar.
     *
     * @param text for example {@code " ; charset=utf-8"}
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

    /** The value of a parameter, if it is the only one; names have no case. */
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

        boolean skip(char wanted) {
            boolean there = !isAtEnd() && text.charAt(position) == wanted;
            if (there) {
                position++;
            }
            return there;
        }

        void skipWhiteSpace() {
            while (skip(' ') || skip('\t')) {
                // On to the next one.
            }
        }

        /** RFC 9110 section 5.6.2; may be empty. */
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

        /** RFC 9110 section 5.6.4, after the opening quote. */
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
