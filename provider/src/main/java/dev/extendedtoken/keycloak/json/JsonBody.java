package dev.extendedtoken.keycloak.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads the body of a JSON request into form parameters. A {@link JsonBodyException} says why a body is refused.
 */
public final class JsonBody {

    /** Maximum length of a body in bytes. */
    public static final int MAX_BYTES = 65_536;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** What stands for malformed input; a client may also send it. */
    private static final char REPLACEMENT = '\uFFFD';

    private JsonBody() {}

    /**
     * Reads a body to its end, and at most one byte more than {@link #MAX_BYTES}.
     *
     * @param contentType the {@code Content-Type} header; a charset other than UTF-8 is refused
     * @param contentEncoding the {@code Content-Encoding} header, null if absent; every value but {@code identity} is
     *     refused, because a short body could decompress to a long one
     * @param contentLength the {@code Content-Length} in bytes, negative if absent
     * @return the values of each parameter, in the order of the body
     * @throws IOException if the client closes the connection before the body is complete
     */
    public static Map<String, List<String>> read(
            InputStream body, String contentType, String contentEncoding, long contentLength)
            throws IOException, JsonBodyException {
        if (JsonMediaType.parse(contentType) == JsonMediaType.JSON_IN_OTHER_CHARSET) {
            throw JsonBodyException.malformed("The charset of a JSON body must be utf-8, or not be named");
        }
        if (contentEncoding != null && !contentEncoding.strip().equalsIgnoreCase("identity")) {
            throw JsonBodyException.malformed("A JSON body must be sent without Content-Encoding");
        }
        if (contentLength > MAX_BYTES) {
            throw JsonBodyException.tooLarge();
        }
        byte[] bytes = contentLength < 0 ? body.readNBytes(MAX_BYTES + 1) : readStated(body, (int) contentLength);
        if (bytes.length > MAX_BYTES) {
            throw JsonBodyException.tooLarge();
        }
        return parse(bytes);
    }

    /** Of a length that is known before, so that no larger buffer is needed; the client may have stated too little. */
    private static byte[] readStated(InputStream body, int length) throws IOException {
        byte[] stated = body.readNBytes(length);
        int next = stated.length == length ? body.read() : -1;
        if (next < 0) {
            return stated;
        }
        byte[] rest = body.readNBytes(MAX_BYTES - length);
        byte[] all = Arrays.copyOf(stated, length + 1 + rest.length);
        all[length] = (byte) next;
        System.arraycopy(rest, 0, all, length + 1, rest.length);
        return all;
    }

    static Map<String, List<String>> parse(byte[] bytes) throws JsonBodyException {
        String text = decode(bytes);
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            throw JsonBodyException.malformed("The JSON body must not start with a byte order mark");
        }
        return new JsonParameters(text).read();
    }

    /** A string of ASCII characters takes half the memory of the decoder's buffer, so the decoder is for doubtful bytes. */
    private static String decode(byte[] bytes) throws JsonBodyException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(bytes);
    }

    /** The constructor of String replaces malformed input; a new decoder reports it. */
    private static String decodeStrictly(byte[] bytes) throws JsonBodyException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw JsonBodyException.malformed("The JSON body must be encoded in UTF-8");
        }
    }
}
