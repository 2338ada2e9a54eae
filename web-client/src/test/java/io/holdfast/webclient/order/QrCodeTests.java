package io.holdfast.webclient.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrCodeTests {

    @Test
    void aScannerReadsWhatIsDrawn() throws Exception {
        var code = "HF-7K2M-Q9XD-4R1W-ZP3T-8VNB";
        assertThat(scan(QrCode.of(code))).isEqualTo(code);
    }

    private static String scan(QrCode qr) throws Exception {
        var scale = 4;
        var width = qr.size() * scale;
        var pixels = new int[width * width];
        Arrays.fill(pixels, 0xffffff);
        var runs = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\d+z").matcher(qr.path());
        while (runs.find()) {
            var from = Integer.parseInt(runs.group(1)) * scale;
            var row = Integer.parseInt(runs.group(2)) * scale;
            var to = from + Integer.parseInt(runs.group(3)) * scale;
            for (int y = row; y < row + scale; y++) Arrays.fill(pixels, y * width + from, y * width + to, 0);
        }
        var image = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, width, pixels)));
        return new QRCodeReader().decode(image).getText();
    }
}
