package io.holdfast.events.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;

/**
 * A seat map as JSON, compressed.
 *
 * @param gzip in the format of RFC 1952; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one, and too long to be copied
record SeatMapFile(SeatMapState state, byte[] gzip) {

    /** Of the plain JSON, in bytes; the format ends with it. */
    int length() {
        return ByteBuffer.wrap(gzip).order(ByteOrder.LITTLE_ENDIAN).getInt(gzip.length - Integer.BYTES);
    }

    /** The plain JSON, which is not kept in memory as a whole. */
    InputStream plain() throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(gzip), 8_192);
    }
}
