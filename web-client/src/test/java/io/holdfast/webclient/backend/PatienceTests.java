package io.holdfast.webclient.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** All that decides something is waited for longer than what is looked up. */
class PatienceTests {

    private static final Duration LOOK_UP = Duration.ofMillis(50);
    private static final Duration DECISION = Duration.ofMinutes(5);
    private static final String NEVER_ANSWERED = "/never-answered";
    private static final Browser BROWSER = new Browser("192.0.2.1", "test");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private Backend backend;

    /** A call that decides something. */
    private record Decision(String name, Consumer<Backend> call) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Decision> decisions() {
        JsonMapper json = JsonMapper.shared();
        return Stream.of(
                new Decision("a guest's erasure", it -> new PersonalData(it, json).eraseGuest("token", BROWSER)),
                new Decision("an account's erasure", it -> new PersonalData(it, json).erase("token", "pw", BROWSER)),
                new Decision("signing out", it -> new Accounts(it).signOut("token")),
                new Decision("a check-in", it -> new Sales(it).checkIn("token", "key", "event", "code", null)),
                new Decision(
                        "a guest's check-in",
                        it -> new Sales(it).checkInGuest("token", "key", "event", "order", "ticket", null)),
                new Decision("taking a check-in back", it -> new Sales(it).takeBack("token", "event", "code", null)));
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        backend = new Backend(
                RestClient.builder(),
                new BackendProperties(url, url, url, url, null, DECISION, LOOK_UP, DECISION),
                new StaticListableBeanFactory().getBeanProvider(SslBundles.class),
                JsonMapper.shared());
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals(NEVER_ANSWERED)) {
                over.await();
                return;
            }
            asked.countDown();
            answered.await();
            byte[] ticket = "{\"code\": \"code\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ticket.length);
            exchange.getResponseBody().write(ticket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void aDecisionIsAwaitedLongerThanALookUpThatBeganLater(Decision decision) throws Exception {
        CompletableFuture<Void> decided =
                CompletableFuture.runAsync(() -> decision.call().accept(backend), threads);
        assertThat(asked.await(DECISION.toMinutes(), TimeUnit.MINUTES)).isTrue();
        assertThatThrownBy(() -> backend.get(Service.ORDERS, null, String.class, NEVER_ANSWERED))
                .isInstanceOf(ServiceUnreachable.class);

        answered.countDown();

        assertThat(decided).succeedsWithin(DECISION);
    }
}
