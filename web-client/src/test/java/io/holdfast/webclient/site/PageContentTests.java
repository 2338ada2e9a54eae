package io.holdfast.webclient.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PageContentTests {

    private static final String MADE_WITH = FormKeys.fresh();

    @Test
    void eachVisitorGetsTheirOwnKeyInEveryGap() throws Exception {
        String text = "<p>€ 25</p>".repeat(3_000);
        PageContent page = page(text + MADE_WITH + "<p>" + MADE_WITH + text);
        for (int visitor = 0; visitor < 3; visitor++) {
            String key = FormKeys.fresh();
            String expected = text + key + "<p>" + key + text;
            assertThat(plain(page, key)).isEqualTo(expected);
            assertThat(unzipped(page, key)).isEqualTo(expected);
            assertThat(page.gzipLength()).isLessThan(1_000);
        }
    }

    @Test
    void aPageWithoutAKeyIsTheSameForAll() throws Exception {
        PageContent page = new PageContent("<p>Home</p>".getBytes(StandardCharsets.UTF_8), null);
        assertThat(page.keyLength()).isZero();
        assertThat(plain(page, "")).isEqualTo("<p>Home</p>");
        assertThat(unzipped(page, "")).isEqualTo("<p>Home</p>");
    }

    @Test
    void gapsMayBeAnywhere() throws Exception {
        for (String text :
                new String[] {MADE_WITH, MADE_WITH + "b", "a" + MADE_WITH, "a" + MADE_WITH + MADE_WITH + "b"}) {
            String key = FormKeys.fresh();
            assertThat(unzipped(page(text), key)).isEqualTo(text.replace(MADE_WITH, key));
        }
    }

    /** Blocks of every kind and more than one of each: text that cannot be compressed, and lengths around the size of buffers. */
    @Test
    void anyContentCanBeReadAgain() throws Exception {
        Random random = new Random(4);
        for (int length : new int[] {0, 1, 8_000, 8_187, 8_192, 16_384, 70_000, 200_000}) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append((char) (' ' + random.nextInt(95)));
            }
            String key = FormKeys.fresh();
            assertThat(unzipped(page(text + MADE_WITH + text), key)).isEqualTo(text + key + text);
        }
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> plain(page("a" + MADE_WITH), "short")).isInstanceOf(IllegalArgumentException.class);
    }

    private static PageContent page(String text) {
        return new PageContent(text.getBytes(StandardCharsets.UTF_8), MADE_WITH);
    }

    private static String plain(PageContent page, String key) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.writePlain(key, out);
        assertThat(out.size()).isEqualTo(page.plainLength());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String unzipped(PageContent page, String key) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.writeGzip(key, out);
        assertThat(out.size()).isEqualTo(page.gzipLength());
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
