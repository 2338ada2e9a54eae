package io.holdfast.poster;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.FloatSize;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.imageio.ImageIO;

/** Pictures of a given size, which they fill: what does not fit is cut off at both sides. */
public final class Rendering {

    private Rendering() {}

    /** @param svg a drawing of ours */
    public static byte[] png(String svg, int width, int height) {
        return png(image(svg, width, height));
    }

    /** @param svg a drawing of ours */
    public static BufferedImage image(String svg, int width, int height) {
        SVGDocument drawing = Objects.requireNonNull(new SVGLoader()
                .load(
                        new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                        null,
                        LoaderContext.createDefault()));
        FloatSize size = drawing.size();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = graphics(image);
        double scale = Math.max(width / (double) size.width, height / (double) size.height);
        float drawnWidth = (float) (size.width * scale);
        float drawnHeight = (float) (size.height * scale);
        drawing.render(
                null,
                graphics,
                new ViewBox((width - drawnWidth) / 2, (height - drawnHeight) / 2, drawnWidth, drawnHeight));
        graphics.dispose();
        return image;
    }

    /** @param picture any */
    public static byte[] png(BufferedImage picture, int width, int height) {
        return png(image(picture, width, height));
    }

    /** @param picture any */
    public static BufferedImage image(BufferedImage picture, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = graphics(image);
        double scale = Math.max(width / (double) picture.getWidth(), height / (double) picture.getHeight());
        int drawnWidth = (int) Math.ceil(picture.getWidth() * scale);
        int drawnHeight = (int) Math.ceil(picture.getHeight() * scale);
        graphics.drawImage(
                picture, (width - drawnWidth) / 2, (height - drawnHeight) / 2, drawnWidth, drawnHeight, null);
        graphics.dispose();
        return image;
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        return graphics;
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
