package io.holdfast.webclient.site;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Adds the prefix of the site to redirects and to the paths of cookies. A cookie for the whole site stays one for the whole host, which is
 * what {@code __Host-} asks for. What other sites of the host keep in the browser is not cleared.
 */
final class PrefixFilter extends OncePerRequestFilter {

    private static final Pattern PATH_OF_COOKIE = Pattern.compile("(?i)(;\\s*path=)(/[^;\\s]+)");

    private static final String CLEAR_SITE_DATA = "Clear-Site-Data";

    private final PathPrefix prefix;

    PrefixFilter(PathPrefix prefix) {
        this.prefix = prefix;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, new Prefixed(response));
    }

    private final class Prefixed extends HttpServletResponseWrapper {

        Prefixed(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
            super.sendRedirect(prefix.of(location), status, clearBuffer);
        }

        @Override
        public void sendRedirect(String location) throws IOException {
            super.sendRedirect(prefix.of(location));
        }

        @Override
        public void setHeader(String name, String value) {
            if (!CLEAR_SITE_DATA.equalsIgnoreCase(name)) {
                super.setHeader(name, prefixed(name, value));
            }
        }

        @Override
        public void addHeader(String name, String value) {
            super.addHeader(name, prefixed(name, value));
        }

        private String prefixed(String name, String value) {
            if (HttpHeaders.LOCATION.equalsIgnoreCase(name)) {
                return prefix.of(value);
            }
            return HttpHeaders.SET_COOKIE.equalsIgnoreCase(name)
                    ? PATH_OF_COOKIE
                            .matcher(value)
                            .replaceFirst("$1" + Matcher.quoteReplacement(prefix.toString()) + "$2")
                    : value;
        }
    }
}
