package io.holdfast.pdf;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.graphics.color.PDDeviceRGB;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;

/**
 * A picture for the pages of documents: however many pages show it, a document has it once. It can be kept and used for many documents.
 *
 * <p>Two are the same if they are the same object.
 */
public final class PdfPicture {

    private static final float QUALITY = 0.92f;

    private final byte[] jpeg;
    private final int width;
    private final int height;

    private PdfPicture(byte[] jpeg, int width, int height) {
        this.jpeg = jpeg;
        this.width = width;
        this.height = height;
    }

    /** @param image on white where it can be seen through */
    public static PdfPicture of(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(output);
            writer.write(null, new IIOImage(opaque(image), null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return new PdfPicture(bytes.toByteArray(), image.getWidth(), image.getHeight());
    }

    private static BufferedImage opaque(BufferedImage image) {
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque;
    }

    /** How much memory it takes while it is kept, and room in a document. */
    public int bytes() {
        return jpeg.length;
    }

    /** The picture for a document, as it is kept: three colours of eight bits. */
    PDImageXObject in(PDDocument document) throws IOException {
        return new PDImageXObject(
                document,
                new ByteArrayInputStream(jpeg),
                COSName.DCT_DECODE,
                width,
                height,
                Byte.SIZE,
                PDDeviceRGB.INSTANCE);
    }
}
