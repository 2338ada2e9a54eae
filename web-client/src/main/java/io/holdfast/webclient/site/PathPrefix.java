package io.holdfast.webclient.site;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where the site begins at its host: {@code /tickets} if its address is {@code https://example.org/tickets}. A proxy in front removes that
 * from the path of each request, so that nothing in here knows it: pages, redirects and cookies are written as if there were none, and get
 * it when they leave ({@link PrefixedPages}, {@link PrefixFilter}).
 */
@Component
public final class PathPrefix {

    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~-]+)*");

    private final String prefix;

    PathPrefix(TransportProperties transport) {
        this.prefix = of(transport.publicUrl());
    }

    private static String of(@Nullable URI address) {
        String path = address == null || address.getRawPath() == null
                ? ""
                : address.getRawPath().replaceAll("/+$", "");
        if (!PREFIX.matcher(path).matches() || path.contains("/.")) {
            throw new IllegalArgumentException(
                    "holdfast.web.public-url: its path may have letters, digits and . _ ~ - only, not " + path);
        }
        return path;
    }

    public boolean isEmpty() {
        return prefix.isEmpty();
    }

    @Override
    public String toString() {
        return prefix;
    }

    /** The address as browsers know it: with the prefix, if it is a path at this site. Others are left as they are. */
    public String of(String address) {
        return address.startsWith("/") && !address.startsWith("//") ? prefix + address : address;
    }

    /** A path that a browser named, as the site knows it. One without the prefix is left as it is. */
    String without(String path) {
        if (path.equals(prefix)) {
            return "/";
        }
        return path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
    }
}
