package io.holdfast.platform;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Divides a stream of Server-Sent Events, which comes in any portions, into its events and comments, each with the empty line after it. */
final class StreamPieces {

    private Buffer begun = Buffer.buffer();

    /** Passes on each event or comment that these bytes complete. */
    void add(Buffer bytes, Consumer<Buffer> complete) {
        begun.appendBuffer(bytes);
        int from = 0;
        for (int i = Math.max(1, begun.length() - bytes.length()); i < begun.length(); i++) {
            if (begun.getByte(i) == '\n' && begun.getByte(i - 1) == '\n') {
                if (i > from) {
                    complete.accept(begun.getBuffer(from, i + 1));
                }
                from = i + 1;
            }
        }
        if (from > 0) {
            begun = begun.getBuffer(from, begun.length());
        }
    }
}
