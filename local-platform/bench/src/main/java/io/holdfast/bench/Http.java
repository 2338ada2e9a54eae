package io.holdfast.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One connection that is kept alive, with no more of HTTP than a load needs: on two cores a larger client would take processor time
 * from the system that it measures.
 */
final class Http implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Http(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        this.in = new BufferedInputStream(socket.getInputStream(), 8_192);
        this.out = socket.getOutputStream();
    }

    /** @param headers by their names in lower case */
    record Answer(int status, Map<String, String> headers, String body) {}

    /**
     * A request as it goes over the wire.
     *
     * @param token of a session; empty for none
     * @param body JSON; empty for none
     */
    static byte[] request(String method, String path, String token, String body) {
        return request(method, path, token, body, Map.of());
    }

    /** @param headers more of them, by name */
    static byte[] request(String method, String path, String token, String body, Map<String, String> headers) {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nAccept: application/json\r\n");
        if (!headers.containsKey("Host")) {
            head.append("Host: localhost\r\n");
        }
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            head.append("Content-Type: application/json\r\n");
        }
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n").append(body);
        return head.toString().getBytes(StandardCharsets.UTF_8);
    }

    Answer send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answer(status, headers, body(headers));
    }

    private String body(Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return text(Integer.parseInt(length));
        }
        StringBuilder body = new StringBuilder();
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            for (int size = chunk(); size > 0; size = chunk()) {
                body.append(text(size));
                line();
            }
            line();
        }
        return body.toString();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
    }

    private String text(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The connection ended in an answer");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
