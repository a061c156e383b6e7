package dev.extendedtoken.keycloak.json;

/** Checks names and strings of a JSON body for characters that only an escape sequence can bring into them. */
final class JsonText {

    private JsonText() {}

    /**
     * @return the text itself
     * @throws JsonBodyException if it contains NUL or an unpaired surrogate
     */
    static String valid(String text) throws JsonBodyException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw JsonBodyException.malformed("No name and no value in the JSON body may contain NUL");
            }
            if (Character.isSurrogate(c)) {
                if (!isPair(text, i)) {
                    throw JsonBodyException.malformed(
                            "No name and no value in the JSON body may contain half a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    private static boolean isPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}
