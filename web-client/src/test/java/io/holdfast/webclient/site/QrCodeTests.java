package io.holdfast.webclient.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrCodeTests {

    @Test
    void aScannerReadsWhatIsDrawn() throws Exception {
        String code = "HF-7K2M-Q9XD-4R1W-ZP3T-8VNB";
        assertThat(scan(QrCode.of(code))).isEqualTo(code);
    }

    private static String scan(QrCode qr) throws Exception {
        int scale = 4;
        int width = qr.size() * scale;
        int[] pixels = new int[width * width];
        Arrays.fill(pixels, 0xffffff);
        Matcher runs = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\d+z").matcher(qr.path());
        while (runs.find()) {
            int from = Integer.parseInt(runs.group(1)) * scale;
            int row = Integer.parseInt(runs.group(2)) * scale;
            int to = from + Integer.parseInt(runs.group(3)) * scale;
            for (int y = row; y < row + scale; y++) {
                Arrays.fill(pixels, y * width + from, y * width + to, 0);
            }
        }
        BinaryBitmap image = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, width, pixels)));
        return new QRCodeReader().decode(image).getText();
    }
}
