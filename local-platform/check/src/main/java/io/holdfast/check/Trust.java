package io.holdfast.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Which servers are believed to be who they say: those whose certificate names the host that was called. */
final class Trust {

    private static final String NAMES_THE_HOST = "HTTPS";

    private Trust() {}

    /**
     * For connections to servers.
     *
     * @param authorities whose certificates count: a PEM file; null for those that Java trusts
     * @throws CannotLook when there are none in the file
     */
    static SSLContext context(@Nullable Path authorities) {
        try {
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(authorities == null ? null : read(authorities));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null,
                    Arrays.stream(managers.getTrustManagers())
                            .map(manager ->
                                    manager instanceof X509ExtendedTrustManager known ? new Named(known) : manager)
                            .toArray(TrustManager[]::new),
                    null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CannotLook("No certificates can be read from %s: %s".formatted(authorities, e.getMessage()), e);
        }
    }

    private static KeyStore read(Path authorities) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream file = Files.newInputStream(authorities)) {
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
        }
        if (store.size() == 0) {
            throw new CertificateException("there are none");
        }
        return store;
    }

    /** jnats does not look at whom a certificate names: it would take that of anything the same authority has certified. */
    private static final class Named extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager authorities;

        Named(X509ExtendedTrustManager authorities) {
            this.authorities = authorities;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            if (!(socket instanceof SSLSocket encrypted)) {
                throw new CertificateException("Not encrypted");
            }
            SSLParameters parameters = encrypted.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(NAMES_THE_HOST);
            encrypted.setSSLParameters(parameters);
            authorities.checkServerTrusted(chain, type, encrypted);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(NAMES_THE_HOST);
            engine.setSSLParameters(parameters);
            authorities.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("Nobody says which host was called");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw noServer();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw noServer();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw noServer();
        }

        private static CertificateException noServer() {
            return new CertificateException("For a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.getAcceptedIssuers();
        }
    }
}
