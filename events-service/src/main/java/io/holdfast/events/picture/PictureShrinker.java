package io.holdfast.events.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Reads a picture, whatever it claims to be, and writes it as a JPEG of at most 1600 × 1200 pixels: nothing but pixels is left, neither
 * where it was taken nor a script. Its size is known before its pixels are read, and of a large one only every few are.
 */
final class PictureShrinker {

    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1200;
    private static final int LONGEST_SIDE = 16_000;
    private static final long MOST_PIXELS = 60_000_000;
    private static final float QUALITY = 0.82f;

    private PictureShrinker() {}

    /** @return the JPEG that is served */
    static byte[] shrink(byte[] bytes) throws PictureRefused {
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new PictureRefused(PictureProblem.NO_PICTURE, "of no known format");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                return written(drawn(read(reader), Orientation.of(bytes)));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Readers of formats throw all sorts of exceptions at bytes that are none of theirs.
            throw new PictureRefused(PictureProblem.NO_PICTURE, "it cannot be read: " + e, e);
        }
    }

    private static BufferedImage read(ImageReader reader) throws IOException, PictureRefused {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width > LONGEST_SIDE || height > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
            throw new PictureRefused(PictureProblem.TOO_MANY_PIXELS, width + " × " + height);
        }
        // Twice as many in each direction as are drawn look as good as all of them.
        int step = Math.max(1, Math.min(width / (2 * WIDTH), height / (2 * HEIGHT)));
        while (((long) width / step) * (height / step) > 4L * WIDTH * HEIGHT) {
            step++;
        }
        ImageReadParam every = reader.getDefaultReadParam();
        every.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, every);
    }

    /** On white, the right way up. */
    private static BufferedImage drawn(BufferedImage read, Orientation orientation) {
        int turnedWidth = orientation.swapsSides() ? read.getHeight() : read.getWidth();
        int turnedHeight = orientation.swapsSides() ? read.getWidth() : read.getHeight();
        double scale = Math.min(1, Math.min((double) WIDTH / turnedWidth, (double) HEIGHT / turnedHeight));
        int width = Math.max(1, (int) Math.round(turnedWidth * scale));
        int height = Math.max(1, (int) Math.round(turnedHeight * scale));
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        try {
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, width, height);
            pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            AffineTransform placed =
                    AffineTransform.getScaleInstance((double) width / turnedWidth, (double) height / turnedHeight);
            placed.concatenate(orientation.turning(read.getWidth(), read.getHeight()));
            pen.drawImage(read, placed, null);
        } finally {
            pen.dispose();
        }
        return picture;
    }

    private static byte[] written(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(QUALITY);
            quality.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(picture, null, null), quality);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** How a camera was held, by the number that Exif has for it. */
    private record Orientation(int exif) {

        static Orientation of(byte[] bytes) {
            Integer found = ExifOrientation.of(bytes);
            return new Orientation(found == null || found < 1 || found > 8 ? 1 : found);
        }

        boolean swapsSides() {
            return exif >= 5;
        }

        /** What brings a picture of this size the right way up, with its corner at the origin again. */
        AffineTransform turning(int width, int height) {
            return switch (exif) {
                case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
                case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
                case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
                case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
                case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
                case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
                case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
                default -> new AffineTransform();
            };
        }
    }
}
