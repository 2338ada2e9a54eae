package io.holdfast.orders.mail;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitArray;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A ticket's code as a picture. Mail programs show PNG, and not all of them SVG. */
final class QrPicture {

    /** In pixels; a mail shows it at half of that, for sharp screens. */
    private static final int SIZE = 360;

    private QrPicture() {}

    static byte[] of(String code) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        // In memory: as it comes, ImageIO writes a file first.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(draw(encode(code)), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }

    /** A row at a time: in this kind of picture a pixel is a bit, which is 0 for black. */
    private static BufferedImage draw(BitMatrix matrix) {
        BufferedImage picture =
                new BufferedImage(matrix.getWidth(), matrix.getHeight(), BufferedImage.TYPE_BYTE_BINARY);
        byte[] pixels = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        int bytesInRow = pixels.length / matrix.getHeight();
        BitArray row = new BitArray(matrix.getWidth());
        for (int y = 0; y < matrix.getHeight(); y++) {
            row = matrix.getRow(y, row);
            row.toBytes(0, pixels, y * bytesInRow, bytesInRow);
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ~pixels[i];
        }
        return picture;
    }

    static BitMatrix encode(String code) {
        try {
            return new QRCodeWriter()
                    .encode(
                            code,
                            BarcodeFormat.QR_CODE,
                            SIZE,
                            SIZE,
                            Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M, EncodeHintType.MARGIN, 2));
        } catch (WriterException e) {
            throw new IllegalStateException(e);
        }
    }
}
