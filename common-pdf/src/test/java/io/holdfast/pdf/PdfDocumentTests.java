package io.holdfast.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.pdf.PdfPage.Side;
import io.holdfast.pdf.Tag.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PdfDocumentTests {

    private static final float WIDTH = 400;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Žižkov – Łódź, Đặng Thị Hương",
                "Ελληνική Λυρική Σκηνή",
                "Дворжак і Їжакевич",
                "Արամ Խաչատրյան",
                "ნინო ქათამაძე",
                "פסטיבל ירושלים",
                "مهرجان الموسيقى لا إله",
                "جشنواره‌ی می‌خواهم",
                "हिन्दी क्षत्रिय संगीत",
                "शास्त्रीय संगीत संध्या अर्जुन कृष्णमूर्ति",
                "বাংলা সঙ্গীত উৎসব",
                "தமிழ் இசை விழா கொண்டாட்டம்",
                "తెలుగు సంగీతం",
                "ಕನ್ನಡ ಸಂಗೀತ",
                "മലയാളം സംഗീതം",
                "සිංහල සංගීතය",
                "เทศกาลดนตรีกรุงเทพฯ น้ำใจ",
                "ບຸນດົນຕີ",
                "ការប្រគុំតន្ត្រី",
                "မြန်မာ့ဂီတ",
                "བོད་ཀྱི་རོལ་མོ།",
                "የኢትዮጵያ ሙዚቃ",
                "クリスマスコンサート",
                "你好，新年音乐会 鬱龘㐂",
                "서울음악축제 뷁",
                "ᏣᎳᎩ ᎧᏃᎮᏓ",
                "ⵜⴰⵎⴰⵣⵉⵖⵜ",
                "Party 🎉 👩‍🎤 ❤️ ♫ ½ €",
                "∞ ≠ √2 ∑ ∂ ⊕ ≈ − ÷",
                "ગુજરાતી સંગીત શ્રી",
                "ਪੰਜਾਬੀ ਸੰਗੀਤ ਸ਼੍ਰੀ",
                "ଓଡ଼ିଆ ସଙ୍ଗୀତ କ୍ଷ",
                "ދިވެހި މިއުޒިކު",
                "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ",
                "ꦗꦮ ꦱꦼꦤꦶ",
                "בְּרֵאשִׁית שָׁלוֹם",
                "Tiếng Việt: Nguyễn Ượt",
                "👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇺🇦 👍🏿 1️⃣",
                "ʻOkina ǃXóõ ɓɗƙ",
                "₿ ₴ ₹ ₺ ₽ ₩ ₦"
            })
    void printsTextOfEveryWritingSystemWhole(String text) {
        byte[] pdf = document(text);

        assertThat(text(pdf).strip()).isEqualTo(text);
        assertThat(glyphs(text)).doesNotContain(0);
    }

    @Test
    void documentsThatAreMadeAtTheSameTimeHaveTheirOwnGlyphs() {
        List<String> texts = IntStream.range(0, 64)
                .mapToObj(i -> "Ticket %c of 你好 %c".formatted('A' + i % 26, 0x4E00 + i))
                .toList();
        List<List<byte[]>> alone =
                texts.stream().map(text -> fontFiles(document(text))).toList();

        List<List<byte[]>> together =
                texts.parallelStream().map(text -> fontFiles(document(text))).toList();

        for (int i = 0; i < texts.size(); i++) {
            assertThat(together.get(i)).as(texts.get(i)).hasSize(2).containsExactlyElementsOf(alone.get(i));
        }
    }

    @Test
    void printsJapanesePunctuationInTheFontOfTheLettersAfterIt() {
        TextBlock block = TextBlock.of("Box、座席（一階）。", Style.plain(12), WIDTH, Locale.JAPANESE);

        assertThat(block.lines().getFirst().parts())
                .extracting(part -> part.typeface().file())
                .containsExactly("NotoSans.ttf", "DroidSansFallback.ttf");
    }

    @Test
    void linesOfADocumentThatIsWrittenFromRightToLeftBeginAtTheRight() throws Exception {
        try (PdfDocument document = new PdfDocument("Title", Locale.of("ar"));
                PDDocument pdf = Loader.loadPDF(document("Ann", document))) {
            float[] left = {0};
            PDFTextStripper stripper = new PDFTextStripper() {
                @Override
                protected void processTextPosition(TextPosition position) {
                    left[0] = position.getX();
                }
            };
            stripper.getText(pdf);
            assertThat(left[0]).isGreaterThan(WIDTH / 2);
            assertThat(pdf.getDocumentCatalog().getViewerPreferences().getReadingDirection())
                    .isEqualTo("R2L");
        }
    }

    @Test
    void joinsArabicLettersAndStacksOthers() {
        // Each form is another glyph than that of the letter alone.
        assertThat(glyphs("ههه")).doesNotHaveDuplicates();
        assertThat(glyphs("क्ष")).hasSize(1);
        assertThat(glyphs("👩‍🎤")).hasSize(1);
    }

    @Test
    void writesFromRightToLeft() {
        TextBlock block = TextBlock.of("אב 12 ג", Style.plain(12), WIDTH, Locale.ENGLISH);

        assertThat(block.isRightToLeft()).isTrue();
        assertThat(block.lines().getFirst().parts())
                .flatExtracting(part -> part.shaped().glyphs())
                .extracting(Shaper.Glyph::text)
                .containsExactly("ג", " ", "1", "2", " ", "ב", "א");
    }

    @Test
    void breaksLinesWhereALanguageBreaksThem() {
        TextBlock latin = TextBlock.of("Freude schöner Götterfunken", Style.plain(12), 60, Locale.GERMAN);
        TextBlock thai = TextBlock.of("เทศกาลดนตรีกรุงเทพฯ", Style.plain(12), 80, Locale.GERMAN);
        TextBlock endless = TextBlock.of("W".repeat(50), Style.plain(12), 60, Locale.GERMAN);

        assertThat(lines(latin)).startsWith("Freude", "schöner").hasSize(4);
        assertThat(lines(thai)).containsExactly("เทศกาลดนตรี", "กรุงเทพฯ");
        assertThat(String.join("", lines(endless))).isEqualTo("W".repeat(50));
        assertThat(endless.lines()).allSatisfy(line -> assertThat(line.width()).isLessThanOrEqualTo(60));
    }

    @Test
    void printsTheNumberOfWhatNoFontHas() {
        byte[] pdf = document("Night of \uD80C\uDC00\uE000!");

        assertThat(text(pdf).strip()).isEqualTo("Night of [U+13000][U+E000]!");
        assertThat(TextBlock.of("Night", Style.bold(12), WIDTH, Locale.GERMAN).hasNumbers())
                .isFalse();
        assertThat(TextBlock.of("\uE000", Style.bold(12), WIDTH, Locale.GERMAN).hasNumbers())
                .isTrue();
    }

    /** Of which people make names stand out. */
    @Test
    void printsThePlainLettersOfDecoratedOnesThatNoFontHas() {
        assertThat(text(document("𝓕𝓪𝓷𝓬𝔂 𝕋𝕖𝕩𝕥 𝟚𝟘𝟚𝟟 ㌖")).strip()).isEqualTo("Fancy Text 2027 キロメートル");
        assertThat(TextBlock.of("𝐁𝐨𝐥𝐝", Style.bold(12), WIDTH, Locale.GERMAN)
                        .hasNumbers())
                .isFalse();
    }

    @Test
    void turnsWhatAStoredNameTurnsOnlyWithinItsParagraph() {
        assertThat(text(document("abc \u202Edef")).strip()).isNotEmpty();
        assertThat(text(document("\u0007a\nb")).strip()).isEqualTo("a b");
    }

    @Test
    void printsSixtyPages() throws Exception {
        try (PdfDocument document = new PdfDocument("Many", Locale.ENGLISH)) {
            for (int number = 0; number < 60; number++) {
                PdfPage page = document.addPage(WIDTH, 300);
                TextBlock block = TextBlock.of("Seat " + number + " مهرجان 新春", Style.bold(12), WIDTH, Locale.ENGLISH);
                page.draw(block, 0, 0, WIDTH, Side.START, document.root().add(Role.PARAGRAPH));
            }
            try (PDDocument pdf = Loader.loadPDF(document.bytes())) {
                assertThat(pdf.getNumberOfPages()).isEqualTo(60);
                assertThat(new PDFTextStripper().getText(pdf)).contains("Seat 0 مهرجان 新春", "Seat 59 مهرجان 新春");
            }
        }
    }

    @Test
    void hasTitleLanguageAndStructure() throws Exception {
        try (PDDocument pdf = Loader.loadPDF(document("Konzert <&>"))) {
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Title <&>");
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("de");
            assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
            assertThat(pdf.getDocumentCatalog()
                            .getStructureTreeRoot()
                            .getCOSObject()
                            .containsKey(COSName.PARENT_TREE))
                    .isTrue();
        }
    }

    @Test
    void printsForManyReadersAtOnce() {
        assertThat(IntStream.range(0, 100).parallel().mapToObj(_ -> text(document("Ελλάδα हिन्दी 서울 你好"))))
                .allSatisfy(text -> assertThat(text.strip()).isEqualTo("Ελλάδα हिन्दी 서울 你好"));
    }

    private static List<Integer> glyphs(String text) {
        return TextBlock.of(text, Style.plain(12), WIDTH, Locale.ENGLISH).lines().stream()
                .flatMap(line -> line.parts().stream())
                .flatMap(part -> part.shaped().glyphs().stream())
                .map(Shaper.Glyph::id)
                .toList();
    }

    private static List<String> lines(TextBlock block) {
        return block.lines().stream()
                .map(line -> line.parts().stream()
                        .flatMap(part -> part.shaped().glyphs().stream())
                        .map(Shaper.Glyph::text)
                        .collect(Collectors.joining()))
                .toList();
    }

    private static byte[] document(String text) {
        try (PdfDocument document = new PdfDocument("Title <&>", Locale.GERMAN)) {
            return document(text, document);
        }
    }

    private static byte[] document(String text, PdfDocument document) {
        PdfPage page = document.addPage(WIDTH + 40, 300);
        TextBlock block = TextBlock.of(text, Style.plain(12), WIDTH, document.language());
        page.draw(block, 20, 20, WIDTH, Side.START, document.root().add(Role.PARAGRAPH));
        return document.bytes();
    }

    /** The embedded subsets of fonts. */
    private static List<byte[]> fontFiles(byte[] pdf) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            List<byte[]> files = new ArrayList<>();
            PDResources resources = document.getPage(0).getResources();
            for (COSName name : resources.getFontNames()) {
                PDType0Font font = (PDType0Font) resources.getFont(name);
                files.add(font.getFontDescriptor().getFontFile2().toByteArray());
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] pdf) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
