package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to a proxy reaches the connections through it, and ends. */
class ToxiproxyTests {

    @TempDir
    private Path directory;

    private Toxiproxy toxiproxy;
    private ServerSocket server;
    private Toxiproxy.Proxy proxy;

    @BeforeEach
    void start() throws IOException {
        Optional<Toxiproxy> started = Toxiproxy.start(System.getenv(), directory);
        assumeTrue(started.isPresent(), "there is no toxiproxy-server");
        toxiproxy = started.orElseThrow();
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::echo);
        proxy = toxiproxy.proxy("echo", server.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        if (toxiproxy != null) {
            server.close();
            toxiproxy.close();
        }
    }

    @Test
    void aHealthyProxyPassesEverythingOn() throws IOException {
        assertThat(echoed()).isEqualTo(7);
    }

    @Test
    void aProxyThatIsCutOffRefusesConnectionsUntilItIsHealed() throws IOException {
        proxy.cutOff();
        assertThatThrownBy(this::echoed).isInstanceOf(ConnectException.class);
        proxy.heal(true);
        assertThat(echoed()).isEqualTo(7);
    }

    @Test
    void nothingComesBackOverAHalfOpenConnection() throws IOException {
        proxy.poison("timeout", true, Map.of("timeout", 0));
        assertThatThrownBy(this::echoed).isInstanceOf(SocketTimeoutException.class);
        proxy.heal(true);
        assertThat(echoed()).isEqualTo(7);
    }

    /** What comes back for a 7. */
    private int echoed() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(7);
            return socket.getInputStream().read();
        }
    }

    private void echo() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(socket.getInputStream().read());
                int _ = socket.getInputStream().read(); // until the other side closes
            } catch (IOException e) {
                // The proxy has closed the connection.
            }
        }
    }
}
