package io.holdfast.events.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureShrinkerTests {

    @ParameterizedTest
    @CsvSource({
        "jpg, 800, 600, 800, 600",
        "png, 4000, 3000, 1600, 1200",
        "jpg, 6000, 400, 1600, 107",
        "gif, 300, 5000, 72, 1200",
        "bmp, 3, 2, 3, 2"
    })
    void picturesOfEveryFormatBecomeSmallJpegs(String format, int width, int height, int newWidth, int newHeight)
            throws Exception {
        byte[] shrunk = PictureShrinker.shrink(TestPictures.of(format, width, height));
        assertThat(shrunk).startsWith(0xff, 0xd8);
        BufferedImage picture = TestPictures.read(shrunk);
        assertThat(picture.getWidth()).isEqualTo(newWidth);
        assertThat(picture.getHeight()).isEqualTo(newHeight);
        if (newWidth > 10) {
            assertThat(new Color(picture.getRGB(newWidth / 8, newHeight / 2)).getRed())
                    .isGreaterThan(200);
            assertThat(new Color(picture.getRGB(newWidth * 7 / 8, newHeight / 2)).getBlue())
                    .isGreaterThan(200);
        }
    }

    @Test
    void whatIsTransparentBecomesWhite() throws Exception {
        byte[] empty = TestPictures.written(new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB), "png");
        BufferedImage picture = TestPictures.read(PictureShrinker.shrink(empty));
        assertThat(new Color(picture.getRGB(10, 10))).isEqualTo(Color.WHITE);
    }

    /** Cameras do not turn pictures, but write down how they were held; and where. */
    @Test
    void pictureOfACameraIsTurnedAndTellsNothingElse() throws Exception {
        byte[] jpeg = withExif(TestPictures.of("jpg", 400, 200), 6);
        byte[] shrunk = PictureShrinker.shrink(jpeg);
        BufferedImage picture = TestPictures.read(shrunk);
        assertThat(picture.getWidth()).isEqualTo(200);
        assertThat(picture.getHeight()).isEqualTo(400);
        assertThat(new Color(picture.getRGB(100, 50)).getRed())
                .as("the left, now above")
                .isGreaterThan(200);
        assertThat(new Color(picture.getRGB(100, 350)).getBlue()).isGreaterThan(200);
        assertThat(new String(shrunk, ISO_8859_1)).doesNotContain("Exif", "SECRET-PLACE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
                "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
                "<html><script>alert(1)</script>",
                "GIF89a",
                "GIF89a<script>alert(1)</script>",
                "BM",
                "\u00ff\u00d8\u00ff\u00e0",
                "%PDF-1.7"
            })
    void whatIsNoPictureIsRefusedWhateverItIsCalled(String content) {
        assertThat(problem(content.getBytes(content.startsWith("\u00ff") ? ISO_8859_1 : UTF_8)))
                .isEqualTo(PictureProblem.NO_PICTURE);
    }

    @Test
    void brokenPicturesAreRefusedOrRead() {
        Random random = new Random(20261128);
        for (String format : new String[] {"jpg", "png", "gif", "bmp"}) {
            byte[] whole = TestPictures.of(format, 40, 30);
            for (int i = 0; i < 300; i++) {
                byte[] broken = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
                for (int j = random.nextInt(4); j > 0; j--) {
                    broken[random.nextInt(broken.length)] = (byte) random.nextInt();
                }
                try {
                    assertThat(PictureShrinker.shrink(broken)).isNotEmpty();
                } catch (PictureRefused e) {
                    assertThat(e.problem()).isIn(PictureProblem.NO_PICTURE, PictureProblem.TOO_MANY_PIXELS);
                }
            }
        }
    }

    /** A few bytes that claim to be a gigabyte of pixels. */
    @Test
    void bombsAreRefusedBeforeTheyAreUnpacked() {
        assertThat(problem(withSize(TestPictures.of("png", 10, 10), 60_000, 60_000)))
                .isEqualTo(PictureProblem.TOO_MANY_PIXELS);
        assertThat(problem(withSize(TestPictures.of("png", 10, 10), 15_000, 15_000)))
                .isEqualTo(PictureProblem.TOO_MANY_PIXELS);
    }

    private static PictureProblem problem(byte[] bytes) {
        return catchThrowableOfType(PictureRefused.class, () -> PictureShrinker.shrink(bytes))
                .problem();
    }

    /** A PNG with another size in its header. */
    private static byte[] withSize(byte[] png, int width, int height) {
        byte[] changed = png.clone();
        ByteBuffer buffer = ByteBuffer.wrap(changed);
        buffer.putInt(16, width).putInt(20, height);
        CRC32 crc = new CRC32();
        crc.update(changed, 12, 17);
        buffer.putInt(29, (int) crc.getValue());
        return changed;
    }

    /** A JPEG with an Exif segment that has an orientation, and text. */
    private static byte[] withExif(byte[] jpeg, int orientation) {
        byte[] tiff = ByteBuffer.allocate(38)
                .put("MM\0*".getBytes(ISO_8859_1))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .put("SECRET-PLACE".getBytes(ISO_8859_1))
                .array();
        byte[] head = "Exif\0\0".getBytes(ISO_8859_1);
        return ByteBuffer.allocate(jpeg.length + 4 + head.length + tiff.length)
                .put(jpeg, 0, 2)
                .putShort((short) 0xffe1)
                .putShort((short) (2 + head.length + tiff.length))
                .put(head)
                .put(tiff)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }
}
