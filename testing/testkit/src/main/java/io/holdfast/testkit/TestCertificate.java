package io.holdfast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key and a self-signed certificate, made by the JDK's keytool. */
public final class TestCertificate {

    private static final char[] PASSWORD = "not-secret".toCharArray();

    private final Path directory;
    private final KeyStore keys;

    private TestCertificate(Path directory, KeyStore keys) {
        this.directory = directory;
        this.keys = keys;
    }

    /**
     * A new one.
     *
     * @param names of the host, in keytool's syntax: {@code ip:127.0.0.1,dns:localhost}
     */
    public static TestCertificate of(String names) {
        Path directory = TestDirectories.temporary("certificate");
        Path store = directory.resolve("keys.p12");
        try {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "server",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=Holdfast test",
                            "-ext",
                            "san=" + names,
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            return new TestCertificate(directory, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The certificate in a PEM file. */
    public Path certificate() {
        try {
            return pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key in a PEM file. */
    public Path key() {
        try {
            return pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    SSLContext serverContext() {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path pem(String kind, byte[] bytes) {
        String text = "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), kind);
        try {
            return Files.writeString(
                    directory.resolve(kind.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + ".pem"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
