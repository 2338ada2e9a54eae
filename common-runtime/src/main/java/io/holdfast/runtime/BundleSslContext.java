package io.holdfast.runtime;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * TLS by what a {@code spring.ssl.bundle} has when a connection is made: when its files are replaced, as they are before a certificate
 * expires, the next connection goes by the new ones, and a client that was built with this context need not be built again. Socket
 * factories go by what it had when they were asked for.
 */
public final class BundleSslContext extends SSLContext {

    private static final Logger log = LoggerFactory.getLogger(BundleSslContext.class);

    private BundleSslContext(Current current) {
        super(current, current.context.getProvider(), current.context.getProtocol());
    }

    /**
     * Of a bundle of this name.
     *
     * @param bundle null for the authorities that Java trusts
     * @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is no bundle of this name
     */
    public static SSLContext of(@Nullable String bundle, ObjectProvider<SslBundles> bundles)
            throws NoSuchAlgorithmException {
        return bundle == null
                ? SSLContext.getDefault()
                : new BundleSslContext(new Current(bundle, bundles.getObject()));
    }

    private static final class Current extends SSLContextSpi {

        private volatile SSLContext context;

        Current(String name, SslBundles bundles) {
            this.context = bundles.getBundle(name).createSslContext();
            bundles.addBundleUpdateHandler(name, bundle -> replace(name, bundle));
        }

        private void replace(String name, SslBundle bundle) {
            try {
                context = bundle.createSslContext();
            } catch (RuntimeException e) {
                // Half replaced, perhaps: another change follows then.
                log.error("The new certificates of {} cannot be used, the old ones stay: {}", name, e.toString());
            }
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("The bundle decides");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }
    }
}
