package io.holdfast.webclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests that never reach the controllers, on a real Tomcat. */
@SpringBootTest(
        properties = {"spring.config.name=web-client", "server.port=0"},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TomcatErrorPageTests {

    @LocalServerPort
    private int port;

    @Test
    void requestRefusedByTomcatGetsAPageOfTheSite() throws Exception {
        for (String line : List.of("GET /events/%00 HTTP/1.1", "GET /events/<script> HTTP/1.1")) {
            String answer = ask(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Content-Security-Policy: default-src 'none';");
            Document page = Jsoup.parse(answer.substring(answer.indexOf("\r\n\r\n")));
            assertThat(page.selectFirst("h1").text()).isEqualTo("That was not understood");
            assertThat(page.select("link[rel=stylesheet]").attr("href")).matches("/assets/holdfast-\\w+\\.css");
            assertThat(page.select("a.button[href=/]")).hasSize(1);
            assertThat(page.text()).doesNotContain("Tomcat", "HTTP Status");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void unreadableParametersAndBodiesAreTheirSendersFault(CapturedOutput log) throws Exception {
        String form = "Content-Type: application/x-www-form-urlencoded\r\n";
        String parts = "Content-Type: multipart/form-data; boundary=x\r\n";
        for (String request : List.of(
                "GET /signin?return=%ff HTTP/1.1\r\n",
                "GET /?q=%ff HTTP/1.1\r\n",
                "GET /events.atom?% HTTP/1.1\r\n",
                post("/language", form, "language=%ff"),
                post("/language", parts, "--x\r\nbroken"),
                post("/signin", parts, "--x\r\nbroken"),
                post("/nothing", parts, "--x\r\nbroken"),
                post("/language", parts, "--x\r\n\r\n".repeat(200) + "--x--"))) {
            String answer = ask(
                    request.replaceFirst("\r\n", "\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n")
                            + (request.startsWith("GET") ? "\r\n" : ""));
            assertThat(answer).as(request).matches("(?s)HTTP/1.1 4(00|04|13) .*");
            assertThat(answer).as(request).contains("<h1>");
        }
        assertThat(log).doesNotContain("ERROR", "Servlet.service()");
    }

    private static String post(String path, String type, String body) {
        return "POST " + path + " HTTP/1.1\r\nOrigin: http://localhost\r\n" + type + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    @Test
    void addressOfTheErrorPageIsAnAddressWithNothing() throws Exception {
        for (String path : List.of("/error", "/error;x=1", "/error/")) {
            for (String accept : List.of("text/html", "application/json")) {
                String answer = ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept
                        + "\r\nConnection: close\r\n\r\n");
                assertThat(answer).as(path).startsWith("HTTP/1.1 404 ");
            }
        }
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() throws Exception {
        for (String path : List.of(
                "/signin",
                "/nothing",
                "/error",
                "/assets/door.js",
                "/assets/nothing.js",
                "/webjars/htmx.org/dist/htmx.min.js",
                "/posters/e1.svg",
                "/api/docs/openapi.json",
                "/api/nothing",
                "/actuator/health",
                "/events/%00",
                "/a/../..//b")) {
            String answer = ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .as(path)
                    .contains("Content-Security-Policy: default-src 'none'; ")
                    .contains("img-src 'self' data:;")
                    .contains("X-Content-Type-Options: nosniff")
                    .contains("Referrer-Policy: same-origin")
                    .contains("Cross-Origin-Resource-Policy: same-origin")
                    .doesNotContain("Strict-Transport-Security");
        }
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
