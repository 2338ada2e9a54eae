package io.holdfast.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;

/**
 * What answers a request that may be repeated under an {@link IdempotencyKey}.
 *
 * @param replayed whether an earlier request with the same key was answered with it
 */
public record Replay<T>(T value, boolean replayed) {

    /** The response header, {@code true}, of an answer that was given before. */
    public static final String HEADER = "Idempotency-Replayed";

    /** The same answer with another body. */
    public <R> Replay<R> map(Function<? super T, ? extends R> body) {
        return new Replay<>(body.apply(value), replayed);
    }

    /** The response with the value as its body, marked if it is a replay. */
    public ResponseEntity<T> respond(ResponseEntity.BodyBuilder response) {
        if (replayed) {
            response.header(HEADER, "true");
        }
        return response.body(value);
    }

    /** Marks a response as a replay, even if it becomes a problem. */
    public static void mark(HttpServletResponse response) {
        response.setHeader(HEADER, "true");
    }
}
