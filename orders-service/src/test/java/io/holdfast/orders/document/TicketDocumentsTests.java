package io.holdfast.orders.document;

import static io.holdfast.orders.order.OrderFixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.component.VEvent;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.language.Language;
import io.holdfast.language.OrderNumbers;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.OrderedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketDocumentsTests {

    private static final DocumentTexts TEXTS = new DocumentTexts(Locale.UK);

    @Test
    void printsEachTicketOnAPageWithItsCode() throws Exception {
        Order order = placed(0);

        try (PDDocument pdf = Loader.loadPDF(TicketsPdf.of(order, unchanged(order), Optional.empty(), TEXTS))) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(3);
            String code = order.tickets().get(1).code();
            // In groups of four, as the order's page shows it.
            String grouped = String.join(" ", code.split("(?<=\\G.{4})"));
            assertThat(text(pdf, 2))
                    .contains(grouped)
                    .contains("Quartet")
                    .contains("Order " + OrderNumbers.of(order.id()));
        }
    }

    @Test
    void printsLatinGreekAndCyrillicNames() throws Exception {
        Order order = placed("Žižkov – Ελλάδα", "Łucja Дворжак");

        assertThat(firstPage(order)).contains("Žižkov – Ελλάδα").contains("Łucja Дворжак");
    }

    @ParameterizedTest
    @CsvSource({
        "مهرجان الموسيقى في الرياض, نورة بنت عبد الله",
        "הפסטיבל בירושלים, יעל כהן",
        "शास्त्रीय संगीत संध्या, अर्जुन कृष्णमूर्ति",
        "เทศกาลดนตรีเชียงใหม่, สมชาย ใจดี",
        "新春音乐会, 王小明",
        "クリスマスコンサート, 山田太郎",
        "서울음악축제, 김철수",
        "Summer 🎉 Party, Zoë ❤️"
    })
    void printsNamesInTheirOwnWritingSystems(String event, String holder) throws Exception {
        assertThat(firstPage(placed(event, holder))).contains(event, holder).doesNotContain("U+");
    }

    @Test
    void saysWhatItCannotPrint() throws Exception {
        assertThat(firstPage(placed("Night of \uD80C\uDC00", "Ann")))
                .contains("Night of [U+13000]")
                .contains("a letter that cannot be printed here");
    }

    @Test
    void hasItsLanguageAndTheNameOfTheEventAsItsTitle() throws Exception {
        Order order = placed("مهرجان", "Ann");
        try (PDDocument pdf = Loader.loadPDF(TicketsPdf.of(order, unchanged(order), Optional.empty(), TEXTS))) {
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("مهرجان");
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("en-GB");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-GB | Wednesday; 25 November 2026; 13:00; Vienna; Box, seat L-3",
                "en-US | Wednesday; November 25, 2026; 1:00 PM; Vienna; Box, seat L-3",
                "de | Mittwoch; 25. November 2026; 13:00; Wien; Box, Platz L-3",
                "fr | mercredi; 25 novembre 2026; 13:00; Vienne; Box, place L-3",
                "es | miércoles; 25 de noviembre de 2026; 13:00; Viena; Box, asiento L-3",
                "ja | 水曜日; 2026年11月25日; 13:00; ウィーン; Box、座席L-3",
                "ar | الأربعاء; 25 نوفمبر 2026; 1:00 م; فيينا; المقعد"
            })
    void saysEverythingInTheLanguageOfItsReader(String language, String expected) throws Exception {
        Allocation seated = new Allocation(
                List.of(new Allocation.Part("event1/hall/0", 2), new Allocation.Part("event1/box/L.1", 1, List.of(3))));
        Order order = placed(0, "Ada", seated);

        try (PDDocument pdf = Loader.loadPDF(TicketsPdf.of(
                order, unchanged(order), Optional.empty(), new DocumentTexts(Locale.forLanguageTag(language))))) {
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo(language);
            assertThat(words(text(pdf, 3))).contains(words(expected).split(";")).doesNotContain("U+");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Box: Balcony, row L, seat 3",
                "de | Box: Balcony, Reihe L, Platz 3",
                "fr | Box : Balcony, rang L, place 3",
                "es | Box: Balcony, fila L, asiento 3",
                "ja | Box：Balcony、L列、座席3"
            })
    void saysSectionRowAndNumberOfASeat(String language, String expected) throws Exception {
        Allocation seated = new Allocation(List.of(
                new Allocation.Part("event1/hall/0", 2), new Allocation.Part("event1/box/Balcony L.1", 1, List.of(3))));
        Order order = placed(0, "Ada", seated);

        try (PDDocument pdf = Loader.loadPDF(TicketsPdf.of(
                order, unchanged(order), Optional.empty(), new DocumentTexts(Locale.forLanguageTag(language))))) {
            assertThat(words(text(pdf, 3))).contains(words(expected));
        }
    }

    @Test
    void isInTheLanguageInWhichTheOrderWasPlacedIfTheReaderNamesNone() {
        Order order = placed(0);

        assertThat(DocumentTexts.of(order, Optional.empty()).language()).isEqualTo(Locale.ENGLISH);
        assertThat(DocumentTexts.of(order, Optional.of(Locale.GERMANY)).language())
                .isEqualTo(Locale.GERMANY);
    }

    @Test
    void linesOfAnArabicTicketBeginAtTheRight() throws Exception {
        Order order = placed(0);

        assertThat(firstLetter(order, Locale.of("ar"))).isGreaterThan(firstLetter(order, Locale.GERMAN));
    }

    /** Where the first line begins to be drawn: of a short line that is further to the right if it stands at the right. */
    private static float firstLetter(Order order, Locale language) throws IOException {
        float[] first = {-1};
        PDFTextStripper stripper = new PDFTextStripper() {
            @Override
            protected void processTextPosition(TextPosition position) {
                first[0] = first[0] < 0 ? position.getX() : first[0];
            }
        };
        try (PDDocument pdf =
                Loader.loadPDF(TicketsPdf.of(order, unchanged(order), Optional.empty(), new DocumentTexts(language)))) {
            stripper.getText(pdf);
        }
        return first[0];
    }

    /** Without spaces, where lines end, and without what only tells directions. */
    private static String words(String text) {
        return text.replaceAll("[\\s\\h\\p{Cf}]+", "");
    }

    @Test
    void showsThePosterOnceInTheFile() throws Exception {
        Order order = placed(0);
        try (PDDocument pdf = Loader.loadPDF(TicketsPdf.of(order, unchanged(order), Optional.empty(), TEXTS))) {
            assertThat(pdf.getPage(0).getResources().getXObjectNames()).hasSize(1);
            assertThat(pdf.getPage(2).getResources().getXObjectNames())
                    .isEqualTo(pdf.getPage(0).getResources().getXObjectNames());
        }
    }

    @Test
    void printsLongNamesAboveTheCode() throws Exception {
        Order order = placed("The Wonderfully Long Night ".repeat(7).strip(), "W".repeat(100));

        // The code as text is the last line above the QR code; text that does not fit would be left out.
        assertThat(firstPage(order))
                .contains(order.tickets().getFirst().code().substring(0, 4))
                .contains("Hall");
    }

    @Test
    void printsForManyBuyersAtOnce() {
        Order order = placed("Žižkov", "Łucja");

        assertThat(IntStream.range(0, 200).parallel().mapToObj(_ -> text(order)))
                .allSatisfy(text -> assertThat(text).contains("Žižkov").contains("Łucja"));
    }

    @Test
    void printsTheEventAsItIsNowAndWhatItWas() throws Exception {
        Order order = placed(0);

        String page = firstPage(order, moved(order));

        assertThat(page).contains("Quartet, moved", "28 November 2026", "Konzerthaus", "Changed since it was ordered");
        assertThat(page.replaceAll("\\s+", " ")).contains("It was: Quartet, late; very late", "25 November 2026");
    }

    @Test
    void aCalendarFileHasTheEventOfTheOrder() {
        Order order = placed(0);

        VEvent entry = entry(order, unchanged(order));

        assertThat(entry.getUid().getValue()).isEqualTo("event1@holdfast");
        assertThat(entry.getSequence().getValue()).isEqualTo(1);
        assertThat(entry.getDateStart().getValue()).isEqualTo("2026-11-25T12:00:00Z");
        assertThat(entry.getDateEnd().getValue()).isEqualTo("2026-11-25T14:00:00Z");
        assertThat(entry.getSummary().getValue()).isEqualTo("Quartet, late; very late");
        assertThat(entry.getLocation().getValue()).isEqualTo("Musikverein, Musikvereinsplatz 1, Vienna, AT");
        assertThat(entry.getDescription().getValue()).isEqualTo("Order ORDER1");
    }

    @Test
    void aVenueThatIsToBeAnnouncedIsToldInTheLanguageOfTheReader() throws Exception {
        Order order = placed(0);
        OrderedEvent unnamed = new OrderedEvent(
                at(order, VenueState.TO_BE_ANNOUNCED, "Vienna"),
                at(order, VenueState.TO_BE_ANNOUNCED, null),
                false,
                null,
                null,
                null,
                List.of());
        Map<Language, String> words = Map.of(
                Language.ENGLISH, "Venue to be announced",
                Language.GERMAN, "Ort wird noch bekannt gegeben",
                Language.SPANISH, "Lugar por anunciar");

        for (Map.Entry<Language, String> each : words.entrySet()) {
            DocumentTexts texts = new DocumentTexts(Locale.of(each.getKey().tag()));
            try (PDDocument pdf = Loader.loadPDF(TicketsPdf.of(order, unnamed, Optional.empty(), texts))) {
                String page = text(pdf, 1).replaceAll("\\s+", " ");
                assertThat(page).containsOnlyOnce(each.getValue() + ", Vienna");
                if (each.getKey() != Language.ENGLISH) {
                    assertThat(page).doesNotContain("announced");
                }
            }
        }
        assertThat(entry(order, unnamed).getLocation().getValue()).isEqualTo("Vienna");
        OrderedEvent nowhere =
                new OrderedEvent(at(order, VenueState.TO_BE_ANNOUNCED, null), null, false, null, null, null, List.of());
        assertThat(entry(order, nowhere).getLocation()).isNull();
    }

    private static EventSummary at(Order order, String venue, @Nullable String city) {
        EventSummary bought = order.terms().event();
        return new EventSummary(
                bought.name(),
                bought.startsAt(),
                bought.endsAt(),
                bought.timezone(),
                new VenueState(venue, null, city, null),
                bought.version());
    }

    @Test
    void aCalendarFileOfAnEventThatMovedReplacesTheOlderOne() {
        Order order = placed(0);
        VEvent before = entry(order, unchanged(order));

        VEvent entry = entry(order, moved(order));

        assertThat(entry.getUid()).isEqualTo(before.getUid());
        assertThat(entry.getSequence().getValue()).isEqualTo(4);
        assertThat(entry.getDateStart().getValue()).isEqualTo("2026-11-28T12:00:00Z");
        assertThat(entry.getDescription().getValue()).contains("It was: Quartet, late; very late");
    }

    @Test
    void aCalendarFileOfACancelledEventTakesTheEntryBack() {
        Order order = placed(0);

        OrderedEvent cancelled = unchanged(order).cancelledNow();

        assertThat(entry(order, cancelled).getStatus().isCancelled()).isTrue();
        assertThat(entry(order, cancelled).getSequence().getValue()).isEqualTo(2);
    }

    @Test
    void ticketsAndTheCalendarFileAreInTheWordsOfTheReader() throws Exception {
        Order order = placed(0);
        EventSummary bought = order.terms().event();
        EventSummary named = new EventSummary(
                bought.name(),
                bought.startsAt(),
                bought.endsAt(),
                bought.timezone(),
                bought.venue(),
                bought.version(),
                Map.of("de", "Spätes Quartett"));
        TierState hall = new TierState("hall", "Hall", 0, 10, 10, null, null, 1, null, Map.of("de", "Parkett"));
        OrderedEvent event = new OrderedEvent(named, null, false, null, null, null, List.of(hall));

        DocumentTexts german = new DocumentTexts(Locale.GERMANY);
        try (PDDocument pdf = Loader.loadPDF(TicketsPdf.of(order, event, Optional.empty(), german))) {
            assertThat(text(pdf, 1)).contains("Spätes Quartett", "Parkett").doesNotContain("Quartet,", "Hall");
            assertThat(text(pdf, 3)).contains("Box");
        }
        assertThat(new String(
                        OrderCalendar.of(order, event, german, bought.startsAt())
                                .content(),
                        StandardCharsets.UTF_8))
                .contains("SUMMARY:Spätes Quartett");
        assertThat(firstPage(order, event)).contains("Quartet, late", "Hall").doesNotContain("Parkett");
    }

    private static OrderedEvent unchanged(Order order) {
        return OrderedEvent.of(order.terms().event(), Optional.empty());
    }

    private static OrderedEvent moved(Order order) {
        EventSummary before = order.terms().event();
        EventSummary now = new EventSummary(
                "Quartet, moved",
                before.startsAt().plus(Duration.ofDays(3)),
                before.endsAt().plus(Duration.ofDays(3)),
                before.timezone(),
                new VenueState("Konzerthaus", null, "Vienna", "AT"),
                4);
        return new OrderedEvent(now, before, false, null, null, null, List.of());
    }

    private static VEvent entry(Order order, OrderedEvent event) {
        byte[] file = OrderCalendar.of(order, event, TEXTS, Instant.parse("2026-11-24T12:00:00Z"))
                .content();
        return Biweekly.parse(new String(file, StandardCharsets.UTF_8))
                .first()
                .getEvents()
                .getFirst();
    }

    private static String text(Order order) {
        try {
            return firstPage(order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstPage(Order order) throws IOException {
        return firstPage(order, unchanged(order));
    }

    private static String firstPage(Order order, OrderedEvent event) throws IOException {
        try (PDDocument pdf = Loader.loadPDF(TicketsPdf.of(order, event, Optional.empty(), TEXTS))) {
            return text(pdf, 1);
        }
    }

    private static String text(PDDocument pdf, int page) throws IOException {
        PDFTextStripper text = new PDFTextStripper();
        text.setStartPage(page);
        text.setEndPage(page);
        return text.getText(pdf);
    }
}
