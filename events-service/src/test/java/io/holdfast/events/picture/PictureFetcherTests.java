package io.holdfast.events.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.events.picture.PictureFetcher.Names;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 127.0.0.1 plays the public Internet here, 127.0.0.2 what only we can reach. */
@Timeout(60)
class PictureFetcherTests {

    private static final Predicate<InetAddress> PUBLIC =
            address -> address.getHostAddress().equals("127.0.0.1");
    private static final Duration LONG = Duration.ofMinutes(10);

    private final AtomicInteger secretsTold = new AtomicInteger();
    private HttpServer outside;
    private HttpServer inside;
    private int port;

    @BeforeEach
    void start() throws IOException {
        outside = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        port = outside.getAddress().getPort();
        inside = HttpServer.create(new InetSocketAddress("127.0.0.2", port), 0);
        for (HttpServer server : new HttpServer[] {outside, inside}) {
            server.setExecutor(task -> Thread.ofVirtual().start(task));
            server.start();
        }
        inside.createContext("/", exchange -> {
            secretsTold.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        answer("/a.png", new byte[1000]);
    }

    @AfterEach
    void stop() {
        outside.stop(0);
        inside.stop(0);
    }

    @Test
    void fetchesWhatIsOnThePublicInternet() throws Exception {
        assertThat(fetch(address("pictures.example", "/a.png"))).hasSize(1000);
        redirect("/moved", "/a.png");
        assertThat(fetch(address("pictures.example", "/moved"))).hasSize(1000);
        redirect("/far", address("other.example", "/moved"));
        assertThat(fetch(address("pictures.example", "/far"))).hasSize(1000);
    }

    @Test
    void nothingIsAskedThatOnlyWeCanReach() {
        Names inner = names("127.0.0.2");
        assertThat(problem(inner, address("intranet.example", "/a.png"))).isEqualTo(PictureProblem.ADDRESS_NOT_ALLOWED);
        assertThat(problem(InetAddress::getAllByName, address("127.0.0.2", "/a.png")))
                .isEqualTo(PictureProblem.ADDRESS_NOT_ALLOWED);
        assertThat(problem(names("127.0.0.1", "127.0.0.2"), address("both.example", "/a.png")))
                .as("one of its addresses is inside")
                .isEqualTo(PictureProblem.ADDRESS_NOT_ALLOWED);
        assertThat(secretsTold).hasValue(0);
    }

    @Test
    void aRedirectLeadsNowhereElse() {
        redirect("/out", address("127.0.0.2", "/a.png"));
        assertThat(problem(InetAddress::getAllByName, address("127.0.0.1", "/out")))
                .isEqualTo(PictureProblem.ADDRESS_NOT_ALLOWED);
        redirect("/file", "file:///etc/passwd");
        assertThat(problem(address("pictures.example", "/file"))).isEqualTo(PictureProblem.ADDRESS_NOT_ALLOWED);
        redirect("/port", "http://pictures.example:22/");
        assertThat(problem(address("pictures.example", "/port"))).isEqualTo(PictureProblem.ADDRESS_NOT_ALLOWED);
        redirect("/round", "/round");
        assertThat(problem(address("pictures.example", "/round"))).isEqualTo(PictureProblem.UNREACHABLE);
        redirect("/nowhere", "http://[");
        assertThat(problem(address("pictures.example", "/nowhere"))).isEqualTo(PictureProblem.UNREACHABLE);
        assertThat(secretsTold).hasValue(0);
    }

    /** A name that is public when it is checked, and ours when it is connected to. */
    @Test
    void aNameThatChangesItsMeaningIsNoWayAround() {
        AtomicInteger asked = new AtomicInteger();
        Names rebinding = host ->
                new InetAddress[] {InetAddress.getByName(asked.incrementAndGet() % 2 == 1 ? "127.0.0.1" : "127.0.0.2")};
        for (int i = 0; i < 6; i++) {
            try {
                fetcher(rebinding, LONG).fetch(address("rebinding.example", "/a.png"));
            } catch (PictureRefused e) {
                assertThat(e.problem()).isEqualTo(PictureProblem.ADDRESS_NOT_ALLOWED);
            }
        }
        assertThat(asked).hasPositiveValue();
        assertThat(secretsTold).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://pictures.example/a.png",
                "http://ada@pictures.example/a.png",
                "http:///a.png",
                "http://pictures.example:6379/",
                "jar:http://pictures.example!/a.png"
            })
    void onlyAddressesOfTheWebAreAsked(String address) {
        assertThat(problem(address)).isEqualTo(PictureProblem.ADDRESS_NOT_ALLOWED);
    }

    @Test
    void nothingIsReadWithoutEnd() {
        answer("/large", new byte[100_001]);
        assertThat(problem(address("pictures.example", "/large"))).isEqualTo(PictureProblem.TOO_LARGE);
        outside.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(new byte[10_000]);
                }
            }
        });
        assertThat(problem(address("pictures.example", "/endless"))).isEqualTo(PictureProblem.TOO_LARGE);
    }

    @Test
    void aHostThatDripsIsNotWaitedFor() {
        outside.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(1);
                    body.flush();
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        PictureRefused refused = catchThrowableOfType(
                PictureRefused.class,
                () -> fetcher(names("127.0.0.1"), Duration.ofMillis(300)).fetch(address("pictures.example", "/slow")));
        assertThat(refused.problem()).isEqualTo(PictureProblem.UNREACHABLE);
    }

    /** It could send the rest of a redirect for ever. */
    @Test
    void theBodyOfARedirectIsNotRead() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        outside.createContext("/endless", exchange -> {
            exchange.getResponseHeaders().add("Location", "/a.png");
            exchange.sendResponseHeaders(302, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(new byte[10_000]);
                }
            } finally {
                over.countDown();
            }
        });
        assertThat(fetch(address("pictures.example", "/endless"))).hasSize(1000);
        over.await();
    }

    @Test
    void aHeadThatDripsIsNotWaitedFor() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    OutputStream head = socket.getOutputStream();
                    head.write("HTTP/1.1 200 OK\r\nX-Drip: ".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        head.write('x');
                        head.flush();
                        Thread.sleep(20);
                    }
                } catch (IOException e) {
                    // The client went away.
                    over.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            int port = server.getLocalPort();
            try (PictureFetcher fetcher =
                    new PictureFetcher(names("127.0.0.1"), PUBLIC, Set.of(port), 100_000, Duration.ofMillis(300))) {
                PictureRefused refused = catchThrowableOfType(
                        PictureRefused.class, () -> fetcher.fetch("http://pictures.example:" + port + "/a.png"));
                assertThat(refused).hasMessageContaining("not all of it");
                assertThat(refused.problem()).isEqualTo(PictureProblem.UNREACHABLE);
            }
        }
        // On a busy machine the time may have been over before there was a connection: then the server's end is what
        // comes.
        over.await();
    }

    @Test
    void lettersOfAnyScriptAreSentAsBrowsersSendThem() throws Exception {
        answer("/bilder/M\u00fcnchen.jpg", new byte[10]);
        answer("/\u753b\u50cf/\u591c.jpg", new byte[20]);
        assertThat(fetch(address("pictures.example", "/bilder/M\u00fcnchen.jpg")))
                .hasSize(10);
        assertThat(fetch(address("pictures.example", "/bilder/M%C3%BCnchen.jpg")))
                .hasSize(10);
        assertThat(fetch(address("pictures.example", "/\u753b\u50cf/\u591c.jpg")))
                .hasSize(20);
        byte[] utf8 = "/\u753b\u50cf/\u591c.jpg".getBytes(StandardCharsets.UTF_8);
        redirect("/raw", new String(utf8, StandardCharsets.ISO_8859_1));
        assertThat(fetch(address("pictures.example", "/raw"))).hasSize(20);
    }

    @Test
    void whatIsNotThereMayBeThereLater() {
        assertThat(problem(address("pictures.example", "/nothing"))).isEqualTo(PictureProblem.UNREACHABLE);
        Names unknown = host -> {
            throw new UnknownHostException(host);
        };
        assertThat(problem(unknown, address("pictures.example", "/a.png"))).isEqualTo(PictureProblem.UNREACHABLE);
    }

    private byte[] fetch(String address) throws PictureRefused {
        return fetcher(names("127.0.0.1"), LONG).fetch(address);
    }

    private PictureProblem problem(String address) {
        return problem(names("127.0.0.1"), address);
    }

    private PictureProblem problem(Names names, String address) {
        return catchThrowableOfType(
                        PictureRefused.class, () -> fetcher(names, LONG).fetch(address))
                .problem();
    }

    private PictureFetcher fetcher(Names names, Duration limit) {
        return new PictureFetcher(names, PUBLIC, Set.of(port), 100_000, limit);
    }

    private static Names names(String... addresses) {
        return host -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        };
    }

    private String address(String host, String path) {
        return "http://" + host + ":" + port + path;
    }

    private void answer(String path, byte[] body) {
        outside.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private void redirect(String path, String target) {
        outside.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Location", target);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }
}
