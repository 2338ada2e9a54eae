package io.holdfast.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers requests that Tomcat refuses before any filter runs, such as one with a malformed request line or headers that are too long.
 * Public because Tomcat creates it by its class name.
 */
public final class ProblemReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean writable = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
        if (!writable.get()) {
            return;
        }
        HttpStatus known = HttpStatus.resolve(response.getStatus());
        HttpStatus status = known == null ? HttpStatus.BAD_REQUEST : known;
        String code = Problems.code(status);
        try {
            // No filter has run that would set them.
            response.setHeader(
                    "Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Cache-Control", "no-store");
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            // Contains text of ours only, so nothing needs escaping.
            response.getReporter().write("""
                    {"type":"urn:holdfast:problem:%s","title":"%s","status":%d,"detail":"%s.","instance":"/","code":"%s"}""".formatted(
                            code,
                            status.getReasonPhrase(),
                            response.getStatus(),
                            "The server refused this request before reading it",
                            code));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("cannot report " + status, e);
        }
    }
}
