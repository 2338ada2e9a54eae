package io.holdfast.events.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Fetches pictures from addresses that organizers typed. They must not lead to anything that only we can reach: the client asks for the
 * addresses of a host once, refuses the host if one of them is not public, and connects to just these, so that a name that means something
 * else a moment later is no way around. Each redirect is checked in the same way. A clock ends each request, whatever it waits for: the
 * client's own limits begin anew with each byte.
 */
final class PictureFetcher implements AutoCloseable {

    private static final int MOST_REDIRECTS = 3;
    private static final Timeout PATIENCE = Timeout.ofSeconds(5);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** The addresses of a host. */
    @FunctionalInterface
    interface Names {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /** What a request came to: a picture's bytes, or where else to ask. */
    private record Step(
            @Nullable ByteArrayOutputStream content,
            @Nullable URI next) {}

    private final CloseableHttpClient http;
    private final Set<Integer> ports;
    private final int maxBytes;
    private final Duration limit;

    /**
     * @param isAllowed the addresses that may be connected to
     * @param ports that may be connected to; -1 for the usual one of http and https
     * @param limit for all of it, redirects included
     */
    PictureFetcher(Names names, Predicate<InetAddress> isAllowed, Set<Integer> ports, int maxBytes, Duration limit) {
        this.ports = ports;
        this.maxBytes = maxBytes;
        this.limit = limit;
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedNames(names, isAllowed))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(PATIENCE)
                                .setSocketTimeout(PATIENCE)
                                .build())
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(PATIENCE).build())
                .setUserAgent("Holdfast (pictures of events)")
                .disableRedirectHandling()
                // Compressed bytes are no picture, and may become more than any limit.
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .build();
    }

    /** The bytes at an address, whatever they are. */
    byte[] fetch(String address) throws PictureRefused {
        long deadline = System.nanoTime() + limit.toNanos();
        URI next = URI.create(address);
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            Step step = ask(checked(next), deadline);
            ByteArrayOutputStream content = step.content();
            if (content != null) {
                return content.toByteArray();
            }
            URI target = step.next();
            if (target == null) {
                break;
            }
            next = next.resolve(target);
        }
        throw new PictureRefused(PictureProblem.UNREACHABLE, "it is redirected too often");
    }

    private URI checked(URI address) throws PictureRefused {
        boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
        if (!web || address.getHost() == null || address.getUserInfo() != null || !ports.contains(address.getPort())) {
            throw new PictureRefused(PictureProblem.ADDRESS_NOT_ALLOWED, "not an address of the web");
        }
        return address;
    }

    private Step ask(URI address, long deadline) throws PictureRefused {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw late(null);
        }
        // Letters of any script are sent as browsers send them.
        HttpGet request = new HttpGet(URI.create(address.toASCIIString()));
        request.setHeader("Accept", "image/jpeg, image/png, image/gif;q=0.5");
        Thread end =
                Thread.ofVirtual().name("picture-deadline").start(() -> cancelAfter(Duration.ofNanos(left), request));
        try {
            return http.execute(request, response -> {
                try {
                    return new Step(content(response), null);
                } catch (PictureRefused e) {
                    // Otherwise the client would read the rest, however long it is.
                    request.abort();
                    throw new ClientProtocolException(e);
                } catch (Redirected e) {
                    request.abort();
                    throw e;
                }
            });
        } catch (Redirected e) {
            return new Step(null, e.target);
        } catch (IOException e) {
            throw deadline - System.nanoTime() <= 0 && !(e.getCause() instanceof PictureRefused) ? late(e) : refused(e);
        } finally {
            end.interrupt();
        }
    }

    /** Whatever the request waits for then, but for the look-up of names, which has its own limit. An interruption means that it is over. */
    private static void cancelAfter(Duration left, HttpGet request) {
        try {
            Thread.sleep(left);
            request.cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ByteArrayOutputStream content(ClassicHttpResponse response) throws PictureRefused, IOException {
        if (REDIRECTS.contains(response.getCode())) {
            throw new Redirected(location(response.getFirstHeader("Location")));
        }
        HttpEntity entity = response.getEntity();
        if (response.getCode() != 200 || entity == null) {
            throw new PictureRefused(PictureProblem.UNREACHABLE, "its host answered " + response.getCode());
        }
        if (entity.getContentLength() > maxBytes) {
            throw new PictureRefused(PictureProblem.TOO_LARGE, entity.getContentLength() + " bytes");
        }
        return read(entity.getContent());
    }

    private ByteArrayOutputStream read(InputStream content) throws PictureRefused, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[16_384];
        for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
            bytes.write(piece, 0, length);
            if (bytes.size() > maxBytes) {
                throw new PictureRefused(PictureProblem.TOO_LARGE, "more than " + maxBytes + " bytes");
            }
        }
        return bytes;
    }

    private static URI location(@Nullable Header header) throws PictureRefused {
        try {
            return URI.create(header == null ? "" : text(header.getValue()));
        } catch (IllegalArgumentException e) {
            throw new PictureRefused(PictureProblem.UNREACHABLE, "it is redirected to no address", e);
        }
    }

    /** A value of a header, whose bytes the client takes for Latin-1, as UTF-8 if it is. */
    private static String text(String value) {
        String utf8 = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return utf8.contains("\uFFFD") ? value : utf8;
    }

    private PictureRefused late(@Nullable IOException e) {
        return new PictureRefused(PictureProblem.UNREACHABLE, "not all of it in " + limit.toSeconds() + " s", e);
    }

    private static PictureRefused refused(IOException e) {
        Throwable cause = e.getCause();
        if (cause instanceof PictureRefused refused) {
            return refused;
        }
        return e instanceof NotAllowed
                ? new PictureRefused(PictureProblem.ADDRESS_NOT_ALLOWED, String.valueOf(e.getMessage()), e)
                : new PictureRefused(PictureProblem.UNREACHABLE, e.toString(), e);
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    private static final class Redirected extends ClientProtocolException {

        private static final long serialVersionUID = 1L;

        private final transient URI target;

        private Redirected(URI target) {
            super("redirected");
            this.target = target;
        }
    }

    private static final class NotAllowed extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        private NotAllowed(String message) {
            super(message);
        }
    }

    /** Looks a host up once for each connection; the client connects to what this returns and to nothing else. */
    private record CheckedNames(Names names, Predicate<InetAddress> isAllowed) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] found = names.lookUp(host);
            if (found.length == 0 || !Arrays.stream(found).allMatch(isAllowed)) {
                throw new NotAllowed(host + " is not on the public Internet");
            }
            return found;
        }

        @Override
        public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
            return Arrays.stream(resolve(host))
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
