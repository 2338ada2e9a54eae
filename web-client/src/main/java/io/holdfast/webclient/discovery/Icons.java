package io.holdfast.webclient.discovery;

import io.holdfast.poster.Rendering;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The mark of the site as pixels, for what cannot show {@code mark.svg}. */
@Component
class Icons {

    /** The length of an ICO file's header with one entry. */
    private static final int ICO_HEADER = 22;

    private static final int ICO_SIZE = 48;

    private final String mark = mark();
    private final Map<Integer, byte[]> drawn = new ConcurrentHashMap<>();

    /** @param size width and height in pixels */
    byte[] png(int size) {
        return drawn.computeIfAbsent(size, pixels -> Rendering.png(mark, pixels, pixels));
    }

    /** An ICO file, which is a header and a PNG. */
    byte[] ico() {
        byte[] png = png(ICO_SIZE);
        return ByteBuffer.allocate(ICO_HEADER + png.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .put((byte) ICO_SIZE)
                .put((byte) ICO_SIZE)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 32)
                .putInt(png.length)
                .putInt(ICO_HEADER)
                .put(png)
                .array();
    }

    private static String mark() {
        try (InputStream file = new ClassPathResource("webclient/static/assets/mark.svg").getInputStream()) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
