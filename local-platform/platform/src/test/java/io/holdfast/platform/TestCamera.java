package io.holdfast.platform;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What Chromium takes for the pictures of a camera: an uncompressed film (YUV4MPEG2), shown again and again. */
final class TestCamera {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int FRAMES = 5;
    private static final byte BLACK = 16;
    private static final byte WHITE = (byte) 235;
    private static final byte GREY = (byte) 128;

    private TestCamera() {}

    /** Writes a film of a QR code that is held before the camera. */
    static void film(String code, Path file) throws IOException, WriterException {
        BitMatrix modules = new QRCodeWriter().encode(code, BarcodeFormat.QR_CODE, WIDTH, HEIGHT);
        byte[] brightness = new byte[WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                brightness[y * WIDTH + x] = modules.get(x, y) ? BLACK : WHITE;
            }
        }
        byte[] colours = new byte[WIDTH * HEIGHT / 2];
        Arrays.fill(colours, GREY);
        try (OutputStream film = Files.newOutputStream(file)) {
            film.write("YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420\n"
                    .formatted(WIDTH, HEIGHT)
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < FRAMES; i++) {
                film.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                film.write(brightness);
                film.write(colours);
            }
        }
    }
}
