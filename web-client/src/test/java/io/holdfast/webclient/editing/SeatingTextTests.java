package io.holdfast.webclient.editing;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.webclient.backend.Event;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeatingTextTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: 1-12 gap 5,6 aisle 4 accessible 1 companion 2",
                "A: ١-١٢ gap ٥,٦ aisle ٤ accessible ١ companion ٢",
                "  row A : 12  gaps 5, 6; aisles 4; Wheelchair 1; COMPANIONS 2  ",
                "A= 1 - 4, 7–12 aisle 4 accessible 1 companion 2",
                "A:12 seats without 5-6 aisle4 accessible1 companion2"
            })
    void rowCanBeWrittenInSeveralWays(String line) {
        SeatingText plan = SeatingText.parse(line);
        assertThat(plan.problem()).isNull();
        assertThat(plan.rows())
                .containsExactly(
                        new Event.SeatRow(null, "A", null, 12, List.of(5, 6), List.of(4), List.of(1), List.of(2)));
        assertThat(plan.seats()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: Plätze 1-12 Lücken 5, 6 Gang 4 Rollstuhl 1 Begleitung 2",
                "A: 1-12 sans 5, 6 allée 4 fauteuil  roulant 1 accompagnateur 2",
                "A: 1-12 huecos 5, 6 pasillo 4 silla de ruedas 1 acompañante 2",
                "A: 1-12欠番5、6通路4車いす1同伴者2",
                "A: ١-١٢ فراغ ٥، ٦ ممر ٤ كرسي متحرك ١ مرافق ٢"
            })
    void takesTheWordsOfEveryLanguage(String line) {
        SeatingText plan = SeatingText.parse(line);
        assertThat(plan).isEqualTo(SeatingText.parse("A: 1-12 gap 5, 6 aisle 4 accessible 1 companion 2"));
        assertThat(plan.problem()).isNull();
    }

    /** In these languages a wheelchair is a kind of chair, and the seats of a hall are chairs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: fauteuils 1-12 vides 5, 6 PMR 1",
                "A: sillas 1-12 sin 5, 6 movilidad reducida 1",
                "A: كراسي 1-12 بدون 5، 6 كراسي متحركة 1",
                "A: 席1-12 空き5、6 車椅子席1"
            })
    void aChairIsASeatUnlessItHasWheels(String line) {
        assertThat(SeatingText.parse(line)).isEqualTo(SeatingText.parse("A: 1-12 gap 5, 6 accessible 1"));
    }

    @Test
    void equalRowsMayShareALine() {
        assertThat(SeatingText.parse("A-C: 10\n\n9-11: 4\r\n").rows())
                .extracting(Event.SeatRow::label)
                .containsExactly("A", "B", "C", "9", "10", "11");
    }

    @Test
    void aLineInBracketsOrWithOnlyAColonBeginsASection() {
        SeatingText plan = SeatingText.parse("""
            A: 4

            [Stalls left]
            A-B: 4 aisle 2
            Balcony:
            A: 101-104
            [ Box ]:
            A: 2
            バルコニー:
            A: 2
            Loge-links:
            A: 2
            [A]
            A: 2
            """);

        assertThat(plan.problem()).isNull();
        assertThat(plan.rows())
                .extracting(row -> row.section() + "/" + row.label())
                .containsExactly(
                        "null/A",
                        "Stalls left/A",
                        "Stalls left/B",
                        "Balcony/A",
                        "Box/A",
                        "バルコニー/A",
                        "Loge-links/A",
                        "A/A");
        String written = SeatingWriter.write(new Event.Seating(plan.rows()));
        assertThat(written)
                .startsWith("A: 1-4\n[Stalls left]\nA: 1-4 aisle 2\nB: 1-4 aisle 2\n[Balcony]\nA: 101-104\n");
        assertThat(SeatingText.parse(written)).isEqualTo(plan);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [Box]~[Left]~A: 4                     | section-none  | 2 | Box
        [Box]                                 | section-none  | 2 | Box
        Balcony:                              | section-none  | 2 | Balcony
        [Box]~A: 4~[Left]~B: 2~[BOX]~C: 2     | section-twice | 6 | BOX
        [Left/right]~A: 4                     | section       | 2 | Left/right
        []~A: 4                               | section       | 2 |
        [Box, left]~A: 4                      | section       | 2 | Box, left
        [abcdefghijklmnopqrstuvwxy]~A: 4      | section       | 2 | abcdefghijklmnopqrstuvwxy
        [Box]~A: 4~B: 2~A: 2                  | twice         | 5 | A
        row AA:                               | none          | 2 |
        A-F:                                  | none          | 2 |
        """)
    void aWrongSectionIsNamed(String lines, String problem, int line, String part) {
        SeatingText plan = SeatingText.parse("Z: 3\n" + lines.replace('~', '\n'));
        assertThat(plan.problem())
                .isEqualTo(new SeatingText.Problem("seating.problem." + problem, line, part == null ? "" : part));
    }

    @Test
    void aSectionsNameIsDrawnAboveItsRows() {
        SeatingSketch sketch = SeatingSketch.of(SeatingText.parse("A: 2\n[Left]\nA: 2\nB: 2\n[Box]\nA: 2"));
        assertThat(sketch.sections()).extracting(SeatingSketch.Label::text).containsExactly("Left", "Box");
        assertThat(sketch.labels())
                .extracting(SeatingSketch.Label::y)
                .containsExactly(6, 12 + 20 + 6, 12 + 20 + 18, 12 + 20 + 24 + 20 + 6);
        assertThat(sketch.height()).isEqualTo(4 * 12 + 2 * 20);
    }

    @Test
    void writtenPlanIsParsedToTheSamePlan() {
        SeatingText plan = SeatingText.parse("A-F: 20 gap 7-9, 12 aisle 4, 5\nBox1: 3-8 accessible 3, 5");
        assertThat(SeatingText.parse(SeatingWriter.write(new Event.Seating(plan.rows()))))
                .isEqualTo(plan);
        assertThat(SeatingWriter.write(new Event.Seating(plan.rows())))
                .endsWith("F: 1-20 gap 7-9,12 aisle 4,5\nBox1: 3-8 accessible 3,5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        twelve seats           | line     | twelve seats
        A:                     | none     |
        A: 1-3 gap 1-3         | none     |
        A: 0-4                 | word     | 0-4
        A: 9-4                 | word     | 9-4
        A: 12 sofa 3           | word     | sofa
        A: 201                 | seats    | 201
        A: 9900-10000          | number   | 10000
        A: 1001                | seats    | 1001
        A: 101-301             | seats    | 201
        A-Ä: 12                | labels   | A-Ä
        a-Б: 12                | labels   | a-Б
        A: 12 aisle 13         | outside  | 13
        A: 101-112 accessible 100 | outside | 100
        A: 101-112 gap 5       | outside  | 5
        A: 12 gap 5 companion 5| gap      | 5
        A: 9 accessible 2 companion 2 | both | 2
        F-A: 12                | labels   | F-A
        A1-B2: 12              | labels   | A1-B2
        お-あ: 12              | labels   | お-あ
        一-百: 12              | labels   | 一-百
        山-川: 12              | labels   | 山-川
        1-٣: 12                | labels   | 1-٣
        A: 14 to 3             | word     | 14-3
        """)
    void errorNamesLineAndPart(String line, String problem, String part) {
        SeatingText plan = SeatingText.parse("Z: 3\n" + line);
        assertThat(plan.problem())
                .isEqualTo(new SeatingText.Problem("seating.problem." + problem, 2, part == null ? "" : part));
        assertThat(plan.rows()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "AA: 4,                AA",
        "Ä: 4,                 Ä",
        "A\u0308: 4,           Ä",
        "Б: 4,                 Б",
        "А-Г: 4,               А Б В Г",
        "α-γ: 4,               α β γ",
        "桜: 4,                桜",
        "あ: 4,                あ",
        "Y-AB: 4,              Y Z AA AB",
        "AA-AC: 4,             AA AB AC",
        "row Č: 4,             Č",
        "हि: 4,                 हि",
        "あ-お: 4,              あ い う え お",
        "か-こ: 4,              か き く け こ",
        "ア～オ: 4,             ア イ ウ エ オ",
        "가-라: 4,              가 나 다 라",
        "ㄱ-ㄹ: 4,              ㄱ ㄴ ㄷ ㄹ",
        "一-三: 4,              一 二 三",
        "甲〜丁: 4,             甲 乙 丙 丁",
        "أ-د: 4,                أ ب ت ث ج ح خ د",
        "א-ד: 4,                א ב ג ד",
        "כ-נ: 4,                כ ל מ נ",
        "ก-ง: 4,                ก ข ค ฆ ง",
        "க-ச: 4,                க ங ச",
        "Π-Τ: 4,                Π Ρ Σ Τ",
        "ρ-τ: 4,                ρ σ τ",
        "Ա-Գ: 4,                Ա Բ Գ",
        "ა-გ: 4,                ა ბ გ",
        "१-३: 4,                १ २ ३",
        "９-１１: 4,             ９ １０ １１",
        "١－٣: 4,               ١ ٢ ٣",
        "A：4,                  A",
        "Reihe A bis C: 4,      A B C",
        "rangée A à C: 4,       A B C",
        "Fila A a C: 4,         A B C",
        "列 A から C：4,         A B C",
        "الصف 1 إلى 3: 4,       1 2 3",
        "Rows A-F: 4,           A B C D E F",
        "Reihen A bis C: 4,     A B C",
        "Filas A a C: 4,        A B C",
        "Rang A : 4,            A",
        "Rangs A à C : 4,       A B C",
        "rangées A à C : 4,     A B C",
        "الصفوف 1 إلى 3: 4,     1 2 3",
        "صفوف 1-3: 4,           1 2 3",
        "AからC：4,             A B C",
        "列AからC：4,           A B C",
        "列A：4,                A",
        "列1から3：4,           1 2 3",
        "列：4,                 列",
        "列 列A：4,             列A"
    })
    void labelsAreOfAnyLetters(String line, String labels) {
        SeatingText plan = SeatingText.parse(line);
        assertThat(plan.problem()).isNull();
        assertThat(plan.rows()).extracting(Event.SeatRow::label).containsExactly(labels.split(" "));
        assertThat(plan.seats()).isEqualTo(4 * plan.rows().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: 3—14",
                "A: 3−14",
                "A: 3 ‑ 14",
                "A: 3~14",
                "A: 3〜14",
                "A: ３～１４",
                "A: 3 to 14",
                "A: 3 bis 14",
                "A: 3 à 14",
                "A: 3 al 14",
                "A：3から14",
                "A: ٣ إلى ١٤"
            })
    void aRangeIsTypedWithAnyDashOrAWord(String line) {
        assertThat(SeatingText.parse(line)).isEqualTo(SeatingText.parse("A: 3-14"));
        assertThat(SeatingText.parse(line).seats()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({"A, a", "A, Ａ", "A, А", "O, Ο", "1, １", "1, ١", "Ä, ä"})
    void rowsThatLookAlikeAreRefused(String one, String other) {
        String plan = one + ": 4\n\n" + other + ": 4";
        assertThat(SeatingText.parse(plan, _ -> false).problem())
                .isEqualTo(new SeatingText.Problem("seating.problem.alike", 3, other));
        assertThat(SeatingText.parse(one + ": 4\n[Box]\n" + other + ": 4", _ -> false)
                        .problem())
                .isNull();
        assertThat(SeatingText.parse(plan, row -> row.label().equals(other)).problem())
                .as("the new one, though it comes first")
                .isEqualTo(new SeatingText.Problem("seating.problem.alike", 1, one));
        assertThat(SeatingText.parse(plan).problem()).isNull();
    }

    @Test
    void numbersBeginAnywhereAndOnlySeatsAreDrawn() {
        SeatingText plan = SeatingText.parse("A: 101-112 aisle 106 accessible 101\nB: 12 aisle 6 accessible 1");
        assertThat(plan.seats()).isEqualTo(24);
        SeatingSketch sketch = SeatingSketch.of(plan);
        assertThat(sketch.seats().split("h0")).hasSize(22);
        assertThat(sketch.width())
                .as("no wider than twelve seats with an aisle")
                .isEqualTo(40 + 12 * 12 + 6);
        assertThat(SeatingWriter.write(new Event.Seating(plan.rows())))
                .isEqualTo("A: 101-112 aisle 106 accessible 101\nB: 1-12 aisle 6 accessible 1");
        assertThat(SeatingText.parse("B: 9800-9999").seats()).isEqualTo(200);
        assertThat(SeatingText.parse("B: 1001-1012 gap 1001, 1005 aisle 1001, 1006")
                        .rows())
                .as("a gap at the end is none")
                .containsExactly(
                        new Event.SeatRow(null, "B", 1002, 1012, List.of(1005), List.of(1006), List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: 1-9 odd aisle 4\nB: 2-10 even gap 6",
                "A: 1, 3, 5, 7, 9 aisle 4\nB: even 2-10 gap 6",
                "A: ungerade 1-10 Gang 4\nB: gerade 1-10 Lücke 6",
                "A: 1-9奇数、通路4\nB: 2-10偶数、欠番6",
                "A: 1-9 فردي ممر 4\nB: 1-10 زوجي فراغ 6"
            })
    void numbersGoByTwos(String typed) {
        SeatingText plan = SeatingText.parse(typed);
        assertThat(plan.problem()).isNull();
        assertThat(plan.rows())
                .containsExactly(
                        new Event.SeatRow(null, "A", null, 9, List.of(2, 4, 6, 8), List.of(4), List.of(), List.of()),
                        new Event.SeatRow(null, "B", 2, 10, List.of(3, 5, 6, 7, 9), List.of(), List.of(), List.of()));
        assertThat(SeatingWriter.write(new Event.Seating(plan.rows())))
                .isEqualTo("A: 1-9 odd aisle 4\nB: 2-10 even gap 6");
        assertThat(SeatingSketch.of(plan).width())
                .as("no wider than five seats with an aisle")
                .isEqualTo(40 + 5 * 12 + 6);
    }

    @Test
    void aRowBeginsAtItsFirstSeat() {
        Event.SeatRow row = new Event.SeatRow(null, "B", 990, 999, List.of(), List.of(), List.of(), List.of());
        assertThat(SeatingText.parse("B: 990-999").rows()).containsExactly(row);
        assertThat(SeatingText.parse("B: 989-999 gap 989").rows()).containsExactly(row);
        assertThat(SeatingText.parse("B: 1-3").rows())
                .containsExactly(new Event.SeatRow(null, "B", null, 3, List.of(), List.of(), List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"列A", "列", "列列", "row", "Rang", "からす"})
    void aLabelThatBeginsWithAWordForARowIsKept(String label) {
        Event.SeatRow row = new Event.SeatRow(null, label, null, 4, List.of(), List.of(), List.of(), List.of());
        String written = SeatingWriter.write(new Event.Seating(List.of(row)));
        assertThat(SeatingText.parse(written).rows()).as(written).containsExactly(row);
    }

    @Test
    void aPlanOfBeforeIsWrittenWithWhereItsNumbersBegin() {
        Event.SeatRow row = new Event.SeatRow(null, "B", null, 5, List.of(1, 2, 4), null, null, null);
        assertThat(SeatingWriter.write(new Event.Seating(List.of(row)))).isEqualTo("B: 3-5 gap 4");
    }

    @Test
    void aPlanWithAnAisleBeforeItsFirstSeatCanBeEdited() {
        List<Integer> before = IntStream.rangeClosed(1, 10).boxed().toList();
        Event.SeatRow row = new Event.SeatRow(null, "B", null, 30, before, List.of(10, 20), List.of(11), List.of());
        String written = SeatingWriter.write(new Event.Seating(List.of(row)));
        assertThat(written).isEqualTo("B: 11-30 aisle 20 accessible 11");
        SeatingText plan = SeatingText.parse(written);
        assertThat(plan.problem()).isNull();
        assertThat(plan.rows())
                .containsExactly(new Event.SeatRow(null, "B", 11, 30, List.of(), List.of(20), List.of(11), List.of()));
        assertThat(SeatingText.parse("B: 11-30 aisle 10, 20 accessible 11")).isEqualTo(plan);
    }

    @Test
    void repeatedRowsAndTooManyRowsAreRefused() {
        assertThat(SeatingText.parse("A: 3\nA-B: 3").problem())
                .isEqualTo(new SeatingText.Problem("seating.problem.twice", 2, "A"));
        assertThat(SeatingText.parse("1-500: 200").seats()).isEqualTo(100_000);
        assertThat(SeatingText.parse("1-501: 2").problem())
                .isEqualTo(new SeatingText.Problem("seating.problem.rows", 1, ""));
    }

    @Test
    void sketchHasADotForEachSeatAndStaysSmall() {
        SeatingSketch small = SeatingSketch.of(SeatingText.parse("A: 4 gap 2 accessible 1\nB: 2"));
        assertThat(small.seats().split("h0")).hasSize(4);
        assertThat(small.accessible()).isEqualTo("M40 6h0");
        assertThat(SeatingSketch.of(SeatingText.parse("1-500: 200")).hidden()).isEqualTo(440);
    }
}
