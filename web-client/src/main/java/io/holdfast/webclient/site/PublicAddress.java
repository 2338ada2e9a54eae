package io.holdfast.webclient.site;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Absolute addresses, for what leaves the site: feeds, the sitemap, what other sites show of a page. In templates: {@code @publicAddress}.
 *
 * <p>They begin with {@code holdfast.web.public-url} if it is set, else with what the request came by.
 */
@Component("publicAddress")
public class PublicAddress {

    private static final Pattern HOST = Pattern.compile("(?:[\\w.-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(?::\\d{1,5})?");

    private final TransportProperties transport;
    private final @Nullable String root;

    PublicAddress(TransportProperties transport) {
        this.transport = transport;
        URI url = transport.publicUrl();
        root = url == null ? null : url.toString().replaceAll("/+$", "");
    }

    /**
     * @param path with a leading slash
     * @return the absolute address; the path alone outside of a request, and for a request that names no host
     */
    public String of(String path) {
        if (root != null) {
            return root + path;
        }
        String host = host();
        return host == null ? path : scheme() + "://" + host + path;
    }

    /** The host, with the port if there is one, of the configured address; null if none is configured. */
    @Nullable
    String authority() {
        return transport.publicUrl() == null ? null : transport.publicUrl().getRawAuthority();
    }

    private String scheme() {
        String forwarded = header("X-Forwarded-Proto");
        return transport.secureCookies() || "https".equals(forwarded) ? "https" : "http";
    }

    private static @Nullable String host() {
        String forwarded = header("X-Forwarded-Host");
        String host = forwarded == null ? header("Host") : forwarded;
        return host != null && HOST.matcher(host).matches() ? host : null;
    }

    private static @Nullable String header(String name) {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest().getHeader(name)
                : null;
    }
}
