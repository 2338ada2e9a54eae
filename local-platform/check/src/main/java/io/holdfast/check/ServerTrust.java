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

/** Verifies servers that are reached by TLS: their certificate must come from an authority and name the host that was called. */
final class ServerTrust {

    private static final String NAMES_THE_HOST = "HTTPS";

    private ServerTrust() {}

    /**
     * Makes a context for connections to servers.
     *
     * @param authorities a PEM file with the certificates of the authorities to trust; null for those that Java trusts
     * @throws CommandFailed when the file cannot be read or has none
     */
    static SSLContext context(@Nullable Path authorities) {
        try {
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(authorities == null ? null : read(authorities));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null,
                    Arrays.stream(managers.getTrustManagers())
                            .map(manager -> manager instanceof X509ExtendedTrustManager known
                                    ? new HostChecked(known)
                                    : manager)
                            .toArray(TrustManager[]::new),
                    null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailed(
                    "No certificates can be read from %s: %s".formatted(authorities, e.getMessage()), e);
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

    /** Checks the host, too. jnats does not: it would accept any certificate of the same authority. */
    private static final class HostChecked extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager authorities;

        HostChecked(X509ExtendedTrustManager authorities) {
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
            throw new CertificateException("The host that was called is not known");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw notForClients();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw notForClients();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw notForClients();
        }

        private static CertificateException notForClients() {
            return new CertificateException("For a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.getAcceptedIssuers();
        }
    }
}
