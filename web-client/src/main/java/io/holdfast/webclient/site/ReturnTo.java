package io.holdfast.webclient.site;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The page a visitor goes back to after signing in: always one of ours. */
public final class ReturnTo {

    private ReturnTo() {}

    /** The given path if it is one on this site, else the home page. */
    public static String safe(@Nullable String path) {
        if (path == null || path.length() > 2000 || !path.startsWith("/")) {
            return "/";
        }
        // "//host" and "/\host" leave the site, and a control character may hide either.
        if (path.length() > 1 && (path.charAt(1) == '/' || path.charAt(1) == '\\')) {
            return "/";
        }
        return path.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\') ? path : "/";
    }

    public static String signIn(String path) {
        return "/signin?return=" + URLEncoder.encode(safe(path), StandardCharsets.UTF_8);
    }

    /** Where to come back to from a request that needed a session: the page itself, or after a form the page before. */
    static String after(HttpServletRequest request) {
        if (!"GET".equals(request.getMethod())) {
            return "/";
        }
        String query = request.getQueryString();
        return safe(request.getRequestURI() + (query == null ? "" : "?" + query));
    }
}
