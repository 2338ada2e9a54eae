package io.holdfast.platform;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Locale;

/**
 * The answers of the gateway itself: problem details for programs, a page for people.
 *
 * <p>Codes and format are those of the services' problems, so that a program need not know where an answer comes from.
 */
final class ErrorResponses {

    private static final String TYPE_PREFIX = "urn:holdfast:problem:";
    private static final String TOO_LARGE = "The request's body is too large.";

    private static final String TOO_MANY_STREAMS = "Too many are watching already. Ask for the same without a stream.";

    private ErrorResponses() {}

    record Answer(String contentType, String body) {}

    private static void send(HttpServerRequest request, int status, String code, String detail) {
        Answer answer = isForPeople(request) ? page(detail) : problem(request, status, code, detail);
        HttpServerResponse response = request.response();
        protect(response.headers());
        response.setStatusCode(status)
                .putHeader("Content-Type", answer.contentType())
                .end(answer.body());
    }

    /** Answers what could not be parsed as a request, and closes the connection, since what follows cannot be parsed either. */
    static void sendUnreadable(HttpServerRequest request) {
        switch (request.decoderResult().cause()) {
            case TooLongHttpLineException _ -> send(request, 414, "uri-too-long", "The address is too long.");
            case TooLongHttpHeaderException _ ->
                send(request, 431, "request-header-fields-too-large", "The headers are too long.");
            case null, default -> sendMalformed(request);
        }
        request.connection().close();
    }

    /** Closes the connection, too: where the next request begins is not certain. */
    static void sendMalformed(HttpServerRequest request) {
        request.response().putHeader("Connection", "close");
        send(request, 400, "validation-failed", "That is not a request Holdfast understands.");
        request.connection().close();
    }

    /** For a body that does not arrive. */
    static void sendTooSlow(HttpServerRequest request) {
        request.response().putHeader("Connection", "close");
        send(request, 408, "request-timeout", "The request's body did not arrive in time.");
        request.connection().close();
    }

    static void sendNotFound(HttpServerRequest request) {
        send(request, 404, "not-found", "There is nothing at this address.");
    }

    static void sendTooLarge(HttpServerRequest request) {
        send(request, 413, "body-too-large", TOO_LARGE);
    }

    /** For a service that could not be reached, broke off, or took too long. */
    static Answer unavailable(HttpServerRequest request) {
        return isForPeople(request)
                ? page("This part of Holdfast is not answering right now. Nothing you have bought or held is lost.")
                : problem(
                        request,
                        503,
                        "unavailable",
                        "The service behind this address is not answering. Repeat the request with the same Idempotency-Key.");
    }

    static void sendTooManyStreams(HttpServerRequest request) {
        request.response().putHeader("Retry-After", "10");
        send(request, 503, "unavailable", TOO_MANY_STREAMS);
    }

    static Answer tooManyStreams(HttpServerRequest request) {
        return problem(request, 503, "unavailable", TOO_MANY_STREAMS);
    }

    static Answer tooLarge(HttpServerRequest request) {
        return problem(request, 413, "body-too-large", TOO_LARGE);
    }

    static ProxyResponse answer(ProxyRequest request, int status, Answer answer) {
        ProxyResponse response = request.release().response();
        protect(response.headers());
        return response.setStatusCode(status)
                .setBody(Body.body(Buffer.buffer(answer.body()), MediaType.parse(answer.contentType())));
    }

    /** As the services protect their answers; the page has a style of its own. */
    private static void protect(MultiMap headers) {
        headers.set("Cache-Control", "no-store");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "same-origin");
    }

    private static boolean isForPeople(HttpServerRequest request) {
        String path = request.path();
        String accept = request.getHeader("Accept");
        return path != null && !path.startsWith("/api/") && accept != null && accept.contains("text/html");
    }

    private static Answer problem(HttpServerRequest request, int status, String code, String detail) {
        JsonObject problem = new JsonObject()
                .put("type", TYPE_PREFIX + code)
                .put("title", title(code))
                .put("status", status)
                .put("detail", detail)
                .put("instance", request.path() == null ? "" : request.path())
                .put("code", code);
        return new Answer("application/problem+json", problem.encode());
    }

    private static String title(String code) {
        String words = code.replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static Answer page(String text) {
        return new Answer("text/html; charset=utf-8", """
                <!doctype html>
                <html lang="en">
                <head>
                  <meta charset="utf-8">
                  <meta name="viewport" content="width=device-width, initial-scale=1">
                  <title>Holdfast</title>
                  <style>
                    :root { color-scheme: light dark }
                    body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto 0; padding: 0 1.25rem }
                    h1 { font-size: 1.5rem }
                    a { display: inline-block; padding: .6rem 0; color: inherit }
                  </style>
                </head>
                <body>
                  <h1>One moment, please</h1>
                  <p>%s</p>
                  <p><a href="">Try again</a></p>
                </body>
                </html>
                """.formatted(text));
    }
}
