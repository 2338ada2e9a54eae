package io.holdfast.orders.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.common.BitMatrix;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrPictureTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"06h2cw1zx2tkjm829de8jsj804", "A", "https://tickets.example.org/t/06h2cw1zx2tkjm829de8jsj804"})
    void showsTheCode(String code) throws Exception {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(QrPicture.of(code)));
        BitMatrix matrix = QrPicture.encode(code);
        BitMatrix dark = new BitMatrix(picture.getWidth(), picture.getHeight());
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if ((picture.getRGB(x, y) & 0xffffff) == 0) {
                    dark.set(x, y);
                }
            }
        }
        assertThat(dark).isEqualTo(matrix);
    }
}
