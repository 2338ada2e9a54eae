package io.holdfast.webclient.site;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The page to return to after signing in, which is always one of this site. What browsers, proxies and Tomcat might read in different ways
 * is refused, so that it does not matter how they read it: the address consists of the characters that RFC 3986 allows, and its path of
 * segments that are neither empty nor dots, however they are encoded.
 */
public final class ReturnTo {

    private static final String HOME = "/";

    /** It comes back as a header, of which the server sends 8 kB. Many seats in sections with long names need some of it. */
    private static final int MAX_LENGTH = 5000;

    /** Likewise, once it is a parameter of the page to sign in. */
    private static final int MAX_ENCODED = 6000;

    private static final String CHARACTER = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
    private static final Pattern ADDRESS =
            Pattern.compile("(?<path>(?:/" + CHARACTER + "++)*+/?)(?:\\?(?:" + CHARACTER + "|[/?])*+)?");

    /** An encoded slash, backslash, percent sign or control character: only an attack has one in a path. */
    private static final Pattern DISGUISED = Pattern.compile("%(?:2f|5c|25|[01].|7f)", Pattern.CASE_INSENSITIVE);

    private ReturnTo() {}

    /** The given address, a path with or without a query, if it is one on this site; else the home page. */
    public static String safe(@Nullable String address) {
        if (address == null || address.length() > MAX_LENGTH || !address.startsWith("/")) {
            return HOME;
        }
        Matcher parts = ADDRESS.matcher(address);
        return parts.matches() && isPlain(parts.group("path")) ? address : HOME;
    }

    private static boolean isPlain(String path) {
        return !DISGUISED.matcher(path).find() && Arrays.stream(path.split("/")).noneMatch(ReturnTo::isDots);
    }

    /** Browsers take an encoded dot for a dot, and Tomcat removes what follows a semicolon. */
    private static boolean isDots(String segment) {
        String name = segment.split(";", 2)[0].toLowerCase(Locale.ROOT).replace("%2e", ".");
        return !segment.isEmpty() && (name.isEmpty() || name.equals(".") || name.equals(".."));
    }

    /** The address, if it is no longer than that; else its page without the choice made there. */
    static String within(int length, String address) {
        return address.length() > length ? pageOf(address) : address;
    }

    private static String pageOf(String address) {
        return address.split("\\?", 2)[0];
    }

    /** The page to sign in, which leads back to the given address; if that is too long, to its page without the choice made there. */
    public static String signIn(String address) {
        String encoded = URLEncoder.encode(safe(address), StandardCharsets.UTF_8);
        if (address.length() > MAX_LENGTH || encoded.length() > MAX_ENCODED) {
            encoded = URLEncoder.encode(safe(pageOf(address)), StandardCharsets.UTF_8);
        }
        return "/signin?return=" + encoded;
    }

    /** The page that is shown, and to return to: of a form that was sent, its page if the browser names it; else the home page. */
    static String shown(HttpServletRequest request, PathPrefix prefix) {
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String failed) {
            return safe(failed);
        }
        if ("GET".equals(request.getMethod())) {
            return after(request);
        }
        try {
            URI from = URI.create(Objects.requireNonNullElse(request.getHeader(HttpHeaders.REFERER), HOME));
            String path = Objects.requireNonNullElse(from.getRawPath(), HOME);
            return safe(prefix.without(path) + (from.getRawQuery() == null ? "" : "?" + from.getRawQuery()));
        } catch (IllegalArgumentException e) {
            return HOME;
        }
    }

    /** The page that was asked for; the home page if the request was a form. */
    static String after(HttpServletRequest request) {
        if (!"GET".equals(request.getMethod())) {
            return HOME;
        }
        String query = request.getQueryString();
        return safe(request.getRequestURI() + (query == null ? "" : "?" + query));
    }
}
