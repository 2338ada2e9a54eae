package io.holdfast.messaging;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.function.Consumer;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context whose sockets also check that the peer's certificate names the host. jnats does not check that: it would accept any
 * certificate of the same authority.
 */
final class NamedPeerSslContext extends SSLContext {

    private NamedPeerSslContext(SSLContext context, Consumer<Instant> until) {
        super(new Spi(context, until), context.getProvider(), context.getProtocol());
    }

    /**
     * For a client.
     *
     * @param until is told with each connection until when the peer's certificate is valid, on a thread of its own
     */
    static SSLContext of(SSLContext context, Consumer<Instant> until) {
        return new NamedPeerSslContext(context, until);
    }

    private static final class Spi extends SSLContextSpi {
        private final SSLContext context;
        private final Consumer<Instant> until;

        Spi(SSLContext context, Consumer<Instant> until) {
            this.context = context;
            this.until = until;
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Factory(context.getSocketFactory(), until);
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("Already initialized");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("For clients only");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            throw new UnsupportedOperationException("Sockets only");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            throw new UnsupportedOperationException("Sockets only");
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }
    }

    private static final class Factory extends SSLSocketFactory {
        private final SSLSocketFactory factory;
        private final Consumer<Instant> until;

        Factory(SSLSocketFactory factory, Consumer<Instant> until) {
            this.factory = factory;
            this.until = until;
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            return namingPeer(factory.createSocket(socket, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return namingPeer(factory.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return namingPeer(factory.createSocket(host, port, localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return namingPeer(factory.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return namingPeer(factory.createSocket(host, port, localHost, localPort));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory.getSupportedCipherSuites();
        }

        private Socket namingPeer(Socket socket) {
            if (socket instanceof SSLSocket secure) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
                secure.addHandshakeCompletedListener(this::noteCertificate);
            }
            return socket;
        }

        private void noteCertificate(HandshakeCompletedEvent done) {
            try {
                if (done.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                    until.accept(certificate.getNotAfter().toInstant());
                }
            } catch (SSLPeerUnverifiedException e) {
                throw new IllegalStateException("A handshake without the certificate that was verified", e);
            }
        }
    }
}
