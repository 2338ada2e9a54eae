package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the answer of a replica. If there is none, it asks the next replica where that is harmless, and answers itself where it is
 * not.
 */
final class RetryInterceptor implements ProxyInterceptor {

    private static final Logger log = LoggerFactory.getLogger(RetryInterceptor.class);

    /** Longer than any answer of a service takes; of a stream only the headers count. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        return context.sendRequest()
                .timeout(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .map(RetryInterceptor::withoutBody)
                .recover(failure -> {
                    ProxyRequest request = context.request();
                    if (failure instanceof TimeoutException
                            || ReplicaChoice.isExhausted(context)
                            || !isHarmless(request.proxiedRequest())) {
                        return Future.succeededFuture(unavailable(request, failure));
                    }
                    // Its body is empty, and was read.
                    request.setBody(Body.body(Buffer.buffer()));
                    return handleProxyRequest(context);
                });
    }

    /** Removes the body of "not modified": for an empty body in chunks some clients would wait. */
    private static ProxyResponse withoutBody(ProxyResponse response) {
        if (response.getStatusCode() == 304) {
            MultiMap headers = HttpHeaders.headers().addAll(response.headers());
            response.release().headers().addAll(headers);
        }
        return response;
    }

    private static boolean isHarmless(HttpServerRequest request) {
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return reads
                && (length == null || length.equals("0"))
                && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
    }

    private static ProxyResponse unavailable(ProxyRequest request, Throwable failure) {
        HttpServerRequest received = request.proxiedRequest();
        log.debug("No answer to {} {}", received.method(), received.path(), failure);
        ErrorResponses.Answer answer =
                failure instanceof ConnectionPoolTooBusyException && SharedStreams.isStream(received)
                        ? ErrorResponses.tooManyStreams(received)
                        : ErrorResponses.unavailable(received);
        return ErrorResponses.answer(request, 503, answer).putHeader("retry-after", "2");
    }
}
