package io.holdfast.platform;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether a request can be read in one way only. One that two servers may read differently is refused (RFC 9112, 3.2 and 6.3): the second
 * could take a part of one client's request for the beginning of another's.
 */
final class RequestForm {

    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");

    private RequestForm() {}

    static boolean isClear(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> hosts = headers.getAll(HttpHeaders.HOST);
        return request.uri().startsWith("/")
                && hosts.size() == 1
                && HOST.matcher(hosts.getFirst()).matches()
                && headers.names().stream().allMatch(name -> NAME.matcher(name).matches())
                && hasOneLength(
                        headers.getAll(HttpHeaders.CONTENT_LENGTH),
                        headers.getAll(HttpHeaders.TRANSFER_ENCODING),
                        request.version());
    }

    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return (length != null && !length.equals("0")) || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private static boolean hasOneLength(List<String> lengths, List<String> encodings, HttpVersion version) {
        if (encodings.isEmpty()) {
            return lengths.isEmpty()
                    || (lengths.size() == 1
                            && LENGTH.matcher(lengths.getFirst()).matches());
        }
        return lengths.isEmpty()
                && encodings.size() == 1
                && encodings.getFirst().equalsIgnoreCase("chunked")
                && version == HttpVersion.HTTP_1_1;
    }
}
