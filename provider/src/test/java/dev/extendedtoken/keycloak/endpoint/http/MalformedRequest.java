package dev.extendedtoken.keycloak.endpoint.http;

import dev.extendedtoken.keycloak.support.Http;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A POST with errors in framing, media type, encoding or size, mostly several of them; some are valid.
 *
 * @param path below the realm's address
 * @param framed whether it is whole HTTP, so that the endpoint itself has to answer
 * @param cutOff whether the client hangs up in its middle
 */
record MalformedRequest(String path, byte[] bytes, boolean framed, boolean cutOff) {

    /** Stands in all bodies; no log may hold it. */
    static final String MARK = "canary-90b1c7aa-secret";

    private static final String VALID_FORM = "grant_type=client_credentials&token=" + MARK + "&scope=openid";
    private static final String VALID_JSON =
            "{\"grant_type\":\"client_credentials\",\"token\":\"" + MARK + "\",\"scope\":\"openid\"}";
    private static final String VALID_MULTIPART = "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + MARK
            + "\r\n--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n--x--\r\n";

    private static final List<String> TYPES = List.of(
            Http.FORM,
            Http.FORM,
            Http.FORM,
            Http.FORM + "; charset=foo",
            Http.FORM + "; charset=utf-16",
            Http.FORM + "; charset=utf-8",
            Http.FORM + "; charset=\"\"",
            Http.FORM + "; charset=a b",
            Http.FORM + ";charset",
            Http.FORM + ";;",
            Http.FORM + "nonsense",
            Http.JSON,
            Http.JSON,
            Http.JSON,
            Http.JSON + "; charset=foo",
            Http.JSON + ";charset=utf-8",
            Http.JSON + ";;",
            Http.JSON + " ; charset=utf-8",
            Http.JSON + " ;charset=\"",
            Http.JSON + ", text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=x",
            "multipart/form-data; boundary=x",
            "multipart/form-data; boundary=\"x\"; charset=foo",
            "multipart/form-data; boundary=y",
            "multipart/mixed; boundary=x",
            "text/html",
            "foo",
            "application/",
            "/json",
            "application/*",
            "*/*",
            "\"",
            ";",
            ",",
            "a/b; c=\"d",
            "\u00e4/\u00f6",
            "");

    private static final List<String> BROKEN_PIECES = List.of(
            "%",
            "%zz",
            "%u0041",
            "%ff%fe",
            "%00",
            "%c0%80",
            "\u0000",
            "\ud83d\ude00",
            "\ufeff",
            "&",
            "=",
            "&&==",
            "+",
            "{",
            "}",
            "[",
            "\"",
            "\\ud800",
            "\r\n",
            "--x",
            "--x--",
            "\r\n--x\r\n",
            "\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n",
            "\r\nContent-Type: text/plain; charset=foo\r\n",
            "\r\nContent-Type: nonsense\r\n",
            "\r\nContent-Transfer-Encoding: base64\r\n");

    private static final List<String> OTHER_HEADERS = List.of(
            "Accept: application/json",
            "Accept: text/html",
            "Accept: text/html",
            "Accept: nonsense",
            "Accept-Encoding: nonsense",
            "Accept-Language: \u00e4;q=x",
            "Content-Encoding: gzip",
            "Content-Encoding: nonsense",
            "Origin: https://app.example.com",
            "Origin: nonsense",
            "DPoP: nonsense",
            "Expect: 100-continue",
            "Cookie: nonsense",
            "Authorization: Bearer nonsense",
            "Authorization: Basic %%%",
            "Authorization: Basic",
            "Authorization: \u00e4",
            "X-Forwarded-For: nonsense");

    private static final List<String> CREDENTIALS =
            List.of(Http.basic("partner", "partner-secret"), Http.basic("partner", "wrong-secret"), "Basic bm8=");

    /** How the length of the body is given. */
    private enum Framing {
        LENGTH,
        CHUNKS,
        LENGTH_TOO_SHORT,
        LENGTH_TOO_LONG,
        LENGTH_NONSENSE,
        LENGTH_TWICE,
        LENGTH_AND_CHUNKS,
        CHUNK_SIZE_NONSENSE,
        CHUNK_CUT_OFF,
        OTHER_TRANSFER_ENCODING,
        NONE
    }

    static MalformedRequest random(Random random, String realm, List<String> paths) {
        String path = any(random, paths);
        byte[] body = body(random);
        // Most are framed well: else the endpoints would hardly be reached.
        Framing framing =
                random.nextInt(4) < 3 ? Framing.values()[random.nextInt(2)] : any(random, List.of(Framing.values()));
        List<String> head = new ArrayList<>();
        head.add("POST /realms/" + realm + path + " HTTP/1.1");
        head.add("Host: localhost");
        if (random.nextInt(10) > 0) {
            head.add("Content-Type: " + any(random, TYPES));
        }
        if (random.nextInt(20) == 0) {
            head.add("Content-Type: " + any(random, TYPES));
        }
        if (random.nextInt(4) > 0) {
            head.add("Authorization: " + any(random, CREDENTIALS));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            head.add(any(random, OTHER_HEADERS));
        }
        head.addAll(framingHeaders(framing, body.length));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        request.writeBytes(framed(random, framing, body));
        boolean framed = framing == Framing.LENGTH || framing == Framing.CHUNKS;
        boolean cutOff = framing == Framing.LENGTH_TOO_LONG || framing == Framing.CHUNK_CUT_OFF;
        return new MalformedRequest(path, request.toByteArray(), framed, cutOff);
    }

    private static List<String> framingHeaders(Framing framing, int length) {
        return switch (framing) {
            case LENGTH -> List.of("Content-Length: " + length);
            case LENGTH_TOO_SHORT -> List.of("Content-Length: " + length / 2);
            case LENGTH_TOO_LONG -> List.of("Content-Length: " + (length + 1000));
            case LENGTH_NONSENSE -> List.of("Content-Length: 0x10");
            case LENGTH_TWICE -> List.of("Content-Length: " + length, "Content-Length: " + (length + 1));
            case CHUNKS, CHUNK_SIZE_NONSENSE, CHUNK_CUT_OFF -> List.of("Transfer-Encoding: chunked");
            case LENGTH_AND_CHUNKS -> List.of("Content-Length: " + length, "Transfer-Encoding: chunked");
            case OTHER_TRANSFER_ENCODING -> List.of("Transfer-Encoding: gzip", "Content-Length: " + length);
            case NONE -> List.of();
        };
    }

    private static byte[] framed(Random random, Framing framing, byte[] body) {
        return switch (framing) {
            case CHUNKS, LENGTH_AND_CHUNKS -> chunks(random, body, "0\r\n\r\n");
            case CHUNK_CUT_OFF -> chunks(random, body, "ff\r\nx");
            case CHUNK_SIZE_NONSENSE -> chunks(random, body, "zz\r\n\r\n");
            default -> body;
        };
    }

    private static byte[] chunks(Random random, byte[] body, String end) {
        ByteArrayOutputStream chunked = new ByteArrayOutputStream();
        for (int start = 0; start < body.length; ) {
            int size = Math.min(body.length - start, 1 + random.nextInt(5_000));
            chunked.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunked.write(body, start, size);
            chunked.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            start += size;
        }
        chunked.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
        return chunked.toByteArray();
    }

    private static byte[] body(Random random) {
        String valid = any(random, List.of(VALID_FORM, VALID_JSON, VALID_MULTIPART));
        return switch (random.nextInt(10)) {
            case 0 -> valid.getBytes(StandardCharsets.UTF_8);
            case 1 -> valid.getBytes(Charset.forName(any(random, List.of("UTF-16", "UTF-32", "IBM037"))));
            case 2 -> valid.substring(0, random.nextInt(valid.length())).getBytes(StandardCharsets.UTF_8);
            case 3 -> flipped(random, valid.getBytes(StandardCharsets.UTF_8));
            case 4 -> noise(random, random.nextInt(200));
            case 5 -> large(random).getBytes(StandardCharsets.UTF_8);
            default -> withBrokenPieces(random, valid).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static String large(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> VALID_FORM + "&filler=" + "x".repeat(random.nextInt(300_000));
            case 1 -> "{\"filler\":\"" + "x".repeat(random.nextInt(300_000)) + "\"}";
            case 2 ->
                IntStream.range(0, random.nextInt(3_000))
                        .mapToObj(i -> "a" + i + "=" + MARK)
                        .collect(Collectors.joining("&"));
            default -> "[".repeat(random.nextInt(100_000));
        };
    }

    private static String withBrokenPieces(Random random, String valid) {
        StringBuilder text = new StringBuilder(valid);
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.insert(random.nextInt(text.length() + 1), any(random, BROKEN_PIECES));
        }
        return text.toString();
    }

    private static byte[] flipped(Random random, byte[] bytes) {
        for (int i = random.nextInt(5); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static <T> T any(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Enough to know it by. */
    @Override
    public String toString() {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.substring(0, Math.min(text.length(), 1_000));
    }
}
