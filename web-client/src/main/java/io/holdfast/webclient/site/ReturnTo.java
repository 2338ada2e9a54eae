package io.holdfast.webclient.site;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The page to return to after signing in, which is always one of this site. */
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

    /** The page to return to from a request that needed a session; the home page if the request was a form. */
    static String after(HttpServletRequest request) {
        if (!"GET".equals(request.getMethod())) {
            return "/";
        }
        String query = request.getQueryString();
        return safe(request.getRequestURI() + (query == null ? "" : "?" + query));
    }
}
