package dev.extendedtoken.keycloak.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Speaks HTTP/1.1 over a socket of its own for each request: no HTTP client would send all that must be tried here, nor
 * show an answer's headers as they are written.
 */
public final class Wire {

    /** Far longer than any answer takes: a server that never answers shall fail the test and not hang it. */
    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI server;

    public Wire(URI server) {
        this.server = server;
    }

    /** @param method of the request: an answer to HEAD has no body, whatever its headers say */
    public WireAnswer send(String method, String request) {
        return send(method, request.getBytes(StandardCharsets.UTF_8), false);
    }

    /** @param cutOff whether the client hangs up behind these bytes, as one does whose request ends too early */
    public WireAnswer send(String method, byte[] request, boolean cutOff) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            write(socket, request);
            if (cutOff) {
                socket.shutdownOutput();
            }
            return read(method, new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException("No answer to " + new String(request, StandardCharsets.UTF_8), e);
        }
    }

    private static void write(Socket socket, byte[] request) throws IOException {
        try {
            socket.getOutputStream().write(request);
        } catch (SocketException closedEarly) {
            // A server may answer before it has read everything; the answer is still to be read.
        }
    }

    private static WireAnswer read(String method, InputStream in) throws IOException {
        String statusLine;
        try {
            statusLine = line(in);
        } catch (EOFException | SocketException closed) {
            return WireAnswer.NONE;
        }
        List<String> headers = new ArrayList<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            headers.add(header);
        }
        WireAnswer head = new WireAnswer(statusLine, List.copyOf(headers), "");
        if (head.status() == 100) {
            return read(method, in);
        }
        return new WireAnswer(statusLine, head.headers(), new String(body(method, head, in), StandardCharsets.UTF_8));
    }

    private static byte[] body(String method, WireAnswer head, InputStream in) throws IOException {
        if ("HEAD".equals(method) || head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        if (head.header("Transfer-Encoding").isPresent()) {
            return chunks(in);
        }
        return head.header("Content-Length").isPresent()
                ? in.readNBytes(Integer.parseInt(head.header("Content-Length").get()))
                : in.readAllBytes();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in).strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The server closed the connection within a line");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
