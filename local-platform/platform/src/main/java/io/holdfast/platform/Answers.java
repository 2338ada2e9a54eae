package io.holdfast.platform;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** What the gateway says itself: problem details to programs, a page to people. */
final class Answers {

    static final String TOO_LARGE = "The request's body is too large.";

    private Answers() {}

    record Answer(String contentType, String body) {}

    static void send(HttpServerRequest request, int status, String code, String detail) {
        Answer answer = isForPeople(request) ? page(detail) : problem(request, status, code, detail);
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Cache-Control", "no-store")
                .end(answer.body());
    }

    static Answer unavailable(HttpServerRequest request, int status) {
        return isForPeople(request)
                ? page("This part of Holdfast is not answering right now. Nothing you have bought or held is lost.")
                : problem(
                        request,
                        status,
                        "service-unavailable",
                        "The service behind this address is not answering. Repeat the request with the same Idempotency-Key.");
    }

    static Answer tooLarge(HttpServerRequest request) {
        return problem(request, 413, "payload-too-large", TOO_LARGE);
    }

    private static boolean isForPeople(HttpServerRequest request) {
        String path = request.path();
        String accept = request.getHeader("Accept");
        return path != null && !path.startsWith("/api/") && accept != null && accept.contains("text/html");
    }

    private static Answer problem(HttpServerRequest request, int status, String code, String detail) {
        var problem = new JsonObject()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail)
                .put("instance", request.path() == null ? "" : request.path())
                .put("code", code);
        return new Answer("application/problem+json", problem.encode());
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 413 -> "Content Too Large";
            case 502 -> "Bad Gateway";
            case 504 -> "Gateway Timeout";
            default -> "Service Unavailable";
        };
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
