package io.holdfast.platform;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Optional;

/** Sets the {@code X-Forwarded-*} headers and refuses bodies over the limit, as ingress-nginx does. */
record ForwardingInterceptor(long maxBodySize) implements ProxyInterceptor {

    /** How much of a refused body is read, in bytes, before its connection is closed. */
    static final long DRAIN_LIMIT = 64L * 1024 * 1024;

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        HttpServerRequest received = request.proxiedRequest();
        HostAndPort authority = received.authority();
        if (authority != null) {
            request.setAuthority(authority);
            // Set, not added: what a client claims to forward is not trusted.
            MultiMap headers = request.headers();
            headers.set("X-Forwarded-For", received.remoteAddress().hostAddress());
            headers.set("X-Forwarded-Proto", "http");
            headers.set("X-Forwarded-Host", authority.toString());
            headers.set(
                    "X-Forwarded-Port", String.valueOf(received.localAddress().port()));
            headers.remove("Forwarded");
            headers.remove("X-Forwarded-Prefix");
        }
        return collected(received)
                .compose(
                        body -> {
                            body.ifPresent(bytes -> request.setBody(Body.body(bytes)));
                            return context.sendRequest();
                        },
                        tooLarge -> Future.succeededFuture(
                                ErrorResponses.answer(request, 413, ErrorResponses.tooLarge(received))));
    }

    /** Collects a body of undeclared length, which is rare, to measure it; any other body is streamed. */
    private Future<Optional<Buffer>> collected(HttpServerRequest request) {
        if (!"chunked".equalsIgnoreCase(request.getHeader(HttpHeaders.TRANSFER_ENCODING))) {
            return Future.succeededFuture(Optional.empty());
        }
        Promise<Optional<Buffer>> whole = Promise.promise();
        Buffer collected = Buffer.buffer();
        long[] received = {0};
        request.handler(piece -> {
            received[0] += piece.length();
            if (received[0] <= maxBodySize) {
                collected.appendBuffer(piece);
            } else if (received[0] > DRAIN_LIMIT) {
                request.connection().close();
            }
        });
        request.exceptionHandler(whole::tryFail);
        request.endHandler(_ -> {
            if (received[0] > maxBodySize) {
                whole.tryFail("too large");
            } else {
                whole.tryComplete(Optional.of(collected));
            }
        });
        request.resume();
        return whole.future();
    }
}
