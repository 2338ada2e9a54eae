package io.holdfast.webclient.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A page for several visitors. It has gaps where each of them gets a form key of their own; all gaps of a page get the same one. Compressed
 * once for all: what fills a gap becomes a stored block between the compressed ones (RFC 1951, 3.2.4), which refer to nothing outside of
 * themselves.
 */
final class PageContent {

    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final int GZIP_TRAILER = 2 * Integer.BYTES;
    private static final int STORED_HEADER = 5;

    private final List<byte[]> parts;
    private final int gap;
    private @Nullable List<byte[]> compressed;

    /**
     * @param page the whole page
     * @param key the form key in it, which will be another one for each visitor; null if it has none
     */
    PageContent(byte[] page, @Nullable String key) {
        this.parts = key == null ? List.of(page) : split(page, key.getBytes(StandardCharsets.US_ASCII));
        this.gap = key == null ? 0 : key.length();
    }

    private static List<byte[]> split(byte[] page, byte[] key) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int at = indexOf(page, key, 0); at >= 0; at = indexOf(page, key, from)) {
            parts.add(Arrays.copyOfRange(page, from, at));
            from = at + key.length;
        }
        parts.add(Arrays.copyOfRange(page, from, page.length));
        return List.copyOf(parts);
    }

    private static int indexOf(byte[] page, byte[] key, int from) {
        for (int at = from; at <= page.length - key.length; at++) {
            if (Arrays.equals(page, at, at + key.length, key, 0, key.length)) {
                return at;
            }
        }
        return -1;
    }

    /** How long a key has to be, in ASCII; 0 if none is needed. */
    int keyLength() {
        return parts.size() == 1 ? 0 : gap;
    }

    /** How many bytes it has as it is. */
    int plainLength() {
        return lengthOf(parts);
    }

    /** Writes the page with this key, as it is. */
    void writePlain(String key, OutputStream out) throws IOException {
        byte[] fill = bytes(key);
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                out.write(fill);
            }
            out.write(parts.get(i));
        }
    }

    /** How many bytes it has in the format of gzip. */
    int gzipLength() {
        return GZIP_HEADER.length + lengthOf(compressed()) + STORED_HEADER * (parts.size() - 1) + GZIP_TRAILER;
    }

    /** Writes the page with this key, in the format of gzip (RFC 1952). */
    void writeGzip(String key, OutputStream out) throws IOException {
        byte[] fill = bytes(key);
        List<byte[]> blocks = compressed();
        CRC32 checksum = new CRC32();
        out.write(GZIP_HEADER);
        for (int i = 0; i < blocks.size(); i++) {
            if (i > 0) {
                out.write(storedBlockHeader(fill.length));
                out.write(fill);
                checksum.update(fill);
            }
            out.write(blocks.get(i));
            checksum.update(parts.get(i));
        }
        writeInt(out, (int) checksum.getValue());
        writeInt(out, plainLength());
    }

    private byte[] bytes(String key) {
        byte[] fill = key.getBytes(StandardCharsets.US_ASCII);
        if (fill.length != keyLength()) {
            throw new IllegalArgumentException("The page needs a key of " + keyLength() + " characters");
        }
        return fill;
    }

    private int lengthOf(List<byte[]> pieces) {
        return pieces.stream().mapToInt(piece -> piece.length).sum() + gap * (pieces.size() - 1);
    }

    private synchronized List<byte[]> compressed() {
        if (compressed == null) {
            List<byte[]> blocks = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                blocks.add(deflate(parts.get(i), i == parts.size() - 1));
            }
            compressed = blocks;
        }
        return compressed;
    }

    /** Complete blocks that end with a byte; the last one says that it is the last. */
    private static byte[] deflate(byte[] part, boolean last) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(part);
            if (last) {
                deflater.finish();
            }
            ByteArrayOutputStream blocks = new ByteArrayOutputStream(part.length / 2);
            byte[] buffer = new byte[8_192];
            int length;
            do {
                length = deflater.deflate(buffer, 0, buffer.length, last ? Deflater.NO_FLUSH : Deflater.FULL_FLUSH);
                blocks.write(buffer, 0, length);
            } while (last ? !deflater.finished() : length == buffer.length);
            return blocks.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] storedBlockHeader(int length) {
        return new byte[] {0, (byte) length, (byte) (length >> 8), (byte) ~length, (byte) (~length >> 8)};
    }

    private static void writeInt(OutputStream out, int value) throws IOException {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >> shift);
        }
    }
}
