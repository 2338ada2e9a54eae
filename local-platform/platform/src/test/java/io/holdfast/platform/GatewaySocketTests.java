package io.holdfast.platform;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.local.Ports;
import io.holdfast.platform.RefusedRequests.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a raw socket sends to the gateway: half of a request, or one that two servers may read differently. */
@Timeout(120)
class GatewaySocketTests {

    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final AtomicInteger passedOn = new AtomicInteger();
    private HttpServer orders;
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        orders = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        orders.setExecutor(task -> Thread.ofVirtual().start(task));
        orders.createContext("/", exchange -> {
            passedOn.incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        orders.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
        orders.stop(0);
    }

    private void start(ClientTimes times) {
        Map<Service, List<Integer>> ports = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            ports.put(service, List.of(Ports.free()));
        }
        ports.put(Service.ORDERS, List.of(orders.getAddress().getPort()));
        Replicas replicas = Replicas.at(ports, Map.of());
        replicas.all().forEach(replica -> replica.recordReadiness(true));
        gateway = Gateway.start(
                Ports.free(),
                IngressRules.packaged(),
                replicas,
                () -> new Health(true, "{}"),
                new DevMail(null),
                times,
                StreamLimits.usual());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Two hosts, none, and ones that are no host.
                "GET /api/orders HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: a.example\r\nHost: a.example\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost:\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: a.example, b.example\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: a@b.example\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: a.example/x\r\n\r\n",
                "GET http://b.example/api/orders HTTP/1.1\r\nHost: a.example\r\n\r\n",
                // Two lengths, or one that is no number.
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\nabcd",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcd",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: -4\r\n\r\nabcd",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 0x4\r\n\r\nabcd",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabcd",
                // A length and chunks, or chunks that may be none.
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "POST /api/orders HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                // Lines that end or go on in a way of their own.
                "GET /api/orders HTTP/1.1\nHost: a\n\n",
                "GET /api/orders HTTP/1.1\r\nHost: a\r\nX: b\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\n Host: a\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: a\r\nX\u0000: b\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: a\r\nX: b\u0000\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
                "GET /api/orders\r\nHost: a\r\n\r\n",
                "G@T\u0001 /api/orders HTTP/1.1\r\nHost: a\r\n\r\n",
            })
    void aRequestThatCanBeReadInTwoWaysIsRefusedAndNothingAfterIt(String request) throws Exception {
        start(new ClientTimes(LONG, LONG, LONG, LONG));

        String answers = exchange(request + "GET /api/orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answers).matches("(?s)HTTP/1\\.[01] 400 .*").containsOnlyOnce("HTTP/1.");
        assertThat(passedOn).hasValue(0);
        assertThat(gateway.refused().of(Reason.AMBIGUOUS) + gateway.refused().of(Reason.UNREADABLE))
                .isEqualTo(1);
    }

    /** As RFC 9112 (3 and 5.2) lets a server do with what some old clients send. */
    @Test
    void aFoldedHeaderAndASecondSpaceArePassedOnInTheUsualForm() throws Exception {
        start(new ClientTimes(LONG, LONG, LONG, LONG));
        orders.createContext("/api/orders/folded", exchange -> {
            byte[] seen = String.valueOf(exchange.getRequestHeaders().get("X")).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, seen.length);
            exchange.getResponseBody().write(seen);
            exchange.close();
        });
        assertThat(exchange(
                        "GET  /api/orders/folded HTTP/1.1\r\nHost: a\r\nX: b\r\n c: d\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("[b c: d]");
    }

    @Test
    void anUnknownVersionIsNotPassedOn() throws Exception {
        start(new ClientTimes(LONG, LONG, LONG, LONG));
        assertThat(exchange("GET /api/orders HTTP/9.9\r\nHost: a\r\n\r\n")).contains(" 501 ");
        assertThat(passedOn).hasValue(0);
    }

    @Test
    void aChunkThatIsNoneEndsTheConnection() throws Exception {
        start(new ClientTimes(LONG, LONG, LONG, LONG));
        for (String chunk : List.of("x\r\nabcd\r\n0\r\n\r\n", "-4\r\nabcd\r\n0\r\n\r\n", "4\r\nabcdef0\r\n\r\n")) {
            String answers = exchange("POST /api/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk + "GET /api/orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answers).as(chunk).doesNotContain("HTTP/1.1 200 ");
        }
        assertThat(passedOn).hasValue(0);
    }

    @Test
    void halfOfTheHeadersIsNotKept() throws Exception {
        start(new ClientTimes(SHORT, LONG, LONG, LONG));
        for (String half : List.of("", "GET", "GET /api/orders HTTP/1.1\r\nHost: a\r\nX-Slow: ")) {
            assertThat(exchange(half)).as("closed by the gateway").isEmpty();
        }
        assertThat(gateway.refused().of(Reason.HEADERS_TOO_SLOW)).isEqualTo(3);
    }

    /** One byte now and then does not make a request: the headers have a time for all of them. */
    @Test
    void headersThatDripAreNotKept() throws Exception {
        start(new ClientTimes(SHORT, LONG, LONG, LONG));
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /api/orders HTTP/1.1\r\nHost: a\r\n".getBytes(ISO_8859_1));
            int sent = 0;
            try {
                while (sent++ < 100_000) {
                    out.write("X: y\r\n".getBytes(ISO_8859_1));
                    Thread.sleep(10);
                }
            } catch (IOException e) {
                // The gateway closed it.
            }
            assertThat(sent).isLessThan(100_000);
        }
    }

    @Test
    void halfOfTheNextRequestIsNotKept() throws Exception {
        start(new ClientTimes(LONG, SHORT, LONG, LONG));
        String answers = exchange("GET /api/orders HTTP/1.1\r\nHost: a\r\n\r\nGET /api/ord");
        assertThat(answers).startsWith("HTTP/1.1 200 ").containsOnlyOnce("HTTP/1.1 ");
    }

    @Test
    void halfOfABodyIsNotKept() throws Exception {
        start(new ClientTimes(LONG, LONG, SHORT, LONG));
        for (String half : List.of("Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n64\r\nabc")) {
            String answer = exchange("POST /api/orders HTTP/1.1\r\nHost: a\r\n" + half);
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"request-timeout\"");
        }
        assertThat(gateway.refused().of(Reason.BODY_TOO_SLOW)).isEqualTo(2);
    }

    @Test
    void aBodyThatDripsIsNotKept() throws Exception {
        start(new ClientTimes(LONG, LONG, LONG, SHORT));
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n".getBytes(ISO_8859_1));
            int sent = 0;
            try {
                while (sent++ < 100_000) {
                    out.write('x');
                    Thread.sleep(10);
                }
            } catch (IOException e) {
                // The gateway closed it.
            }
            assertThat(sent).isLessThan(100_000);
        }
        assertThat(gateway.refused().of(Reason.BODY_TOO_SLOW)).isEqualTo(1);
    }

    /** The time of a slow answer is not the client's. */
    @Test
    void aClientThatHasSentEverythingMayWaitForItsAnswer() throws Exception {
        start(new ClientTimes(SHORT, SHORT, SHORT, SHORT));
        orders.createContext("/api/orders/slow", exchange -> {
            exchange.getRequestBody().readAllBytes();
            try {
                Thread.sleep(SHORT.multipliedBy(4));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        assertThat(
                        exchange(
                                "POST /api/orders/slow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"))
                .startsWith("HTTP/1.1 200 ");
    }

    /** All that comes back until the gateway closes the connection. */
    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout(60_000);
        return socket;
    }
}
