package io.holdfast.events.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.TranslationState;
import io.holdfast.contracts.VenueState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventIndexTests {

    private static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");

    private final EventIndex index = new EventIndex();

    @AfterEach
    void close() throws Exception {
        index.close();
    }

    @ParameterizedTest
    @CsvSource({
        "jazz, kind",
        "JAZZ, kind",
        "jaz, kind",
        "jaxz, kind",
        "bjork, bjork",
        "björk, bjork",
        "bojrk, bjork",
        "philharmonie, kind",
        "filharmonie, kind",
        "malaga, bjork",
        "Málaga concierto, bjork",
        "miles kind of the jazz, kind",
        "trumpet, kind",
    })
    void findsWordsThatAreMisspeltUnfinishedOrWithoutAccents(String typed, String found) {
        index.put(event("kind", "Kind of Jazz", "Philharmonie", "Berlin", "An evening with Miles and a trumpet"));
        index.put(event("bjork", "Björk", "Teatro Cervantes", "Málaga", "Concierto único"));
        index.put(event("chess", "Chess open", "Town hall", "Ghent", "Nine rounds"));
        assertThat(find(text(typed))).containsExactly(found);
    }

    @ParameterizedTest
    @CsvSource({
        "winter, both",
        "Winterkonzert, both",
        "konzert, both",
        "sommer, none",
        "d'hiver, both",
        "冬の, both",
        "コンサート, both",
        "الشتاء, both",
        "lantern, both",
        "Laternen, both",
        "灯籠, both",
        "hall, both",
    })
    void findsAnEventInEachLanguageInWhichItIsGiven(String typed, String found) {
        index.put(event("both", "Winter concert", "Hall", "Oslo", "With a lantern")
                .with(
                        "en",
                        Map.of(
                                "de", new TranslationState("Winterkonzert", "Mit Laternen"),
                                "fr", new TranslationState("Concert d'hiver", null),
                                "ja", new TranslationState("冬のコンサート", "灯籠とともに"),
                                "ar", new TranslationState("حفل الشتاء", null))));
        assertThat(find(text(typed))).isEqualTo(found.equals("none") ? List.of() : List.of(found));
    }

    @Test
    void forgetsATranslationThatIsNoLongerThere() {
        EventState event = event("once", "Winter concert", "Hall", "Oslo", "");
        index.put(event.with(null, Map.of("de", new TranslationState("Lichterfest", null))));
        assertThat(find(text("Lichterfest"))).containsExactly("once");
        index.put(new EventState(
                event.id(),
                event.name(),
                event.description(),
                event.category(),
                event.venue(),
                event.startsAt(),
                event.endsAt(),
                event.timezone(),
                event.currency(),
                null,
                event.tiers(),
                null,
                null,
                event.terms(),
                event.organizerId(),
                event.status(),
                event.version() + 1));
        assertThat(find(text("Lichterfest"))).isEmpty();
    }

    /** Each name with what people type for it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            クリスマスコンサート2027     | コンサート
            クリスマスコンサート2027     | ｺﾝｻｰﾄ
            クリスマスコンサート2027     | くりすます
            さくらまつり 桜ノ宮          | サクラ
            桜まつりライブ               | らいぶ
            Хабаровск: Щелкунчик         | Khabarovsk
            Хабаровск: Щелкунчик         | Shchelkunchik
            Хабаровск: Щелкунчик         | Habarovsk
            Харків: Жадан                | Kharkiv
            Харків: Жадан                | Zhadan
            Αθήνα: Ευρυδίκη              | Athina
            Αθήνα: Ευρυδίκη              | Evrydiki
            Αθήνα: Ευρυδίκη              | Athena
            クリスマスコンサート2027     | コンサート 2027
            クリスマスコンサート2027     | ２０２７
            夏の花火大会                 | 花火
            夏の花火大会                 | 火
            夏の花火大会                 | 会
            東京国際音楽祭               | 音楽祭
            國際音樂節                   | 音乐
            國際音樂節                   | 音樂
            中国爱乐乐团                 | 愛樂樂團
            Вечер Чайковского            | чайковский
            Вечер Чайковского            | Чайковскому
            Рахманинов                   | Рахманинова
            «Лебединое озеро»            | лебединого озера
            Концерты                     | концертов
            北京国际电影节               | 电影
            서울음악축제                 | 음악
            서울음악축제                 | 축제
            서울음악축제                 | seoul
            เทศกาลดนตรีเชียงใหม่           | ดนตรี
            Neujahrskonzert              | Konzert
            Weihnachtsoratorium          | oratorium
            Zomerfestival                | festival
            R.E.M.                       | REM
            R.E.M.                       | r.e.m.
            REM                          | R.E.M.
            AC/DC                        | acdc
            AC/DC                        | ac dc
            AC/DC                        | ac/dc
            ACDC                         | AC/DC
            Jay-Z                        | jayz
            P!nk                         | pnk
            Sound Garden                 | soundgarden
            Soundgarden                  | sound garden
            L'Opéra de quat'sous         | opera
            L’Opéra de quat’sous         | l'opera
            O'Brien's                    | obriens
            Motörhead                    | motorhead
            Motörhead                    | Motoerhead
            Motoerhead                   | Motörhead
            Motörhead         | motörhead
            Straße                       | strasse
            Große Fuge                   | GROSSE
            Sigur Rós                    | sigur ros
            Łódź                         | lodz
            Smørrebrød                   | smoerrebroed
            Ångström                     | angstrom
            İstanbul                     | istanbul
            Щелкунчик                    | щелкунчик
            Щелкунчик                    | ЩЕЛКУНЧИК
            Москва                       | Moskva
            Moskva                       | Москва
            Αθήνα                        | ΑΘΗΝΑ
            Αθήνα                        | Athena
            مهرجان الموسيقى              | موسيقى
            حَفْلَة                        | حفلة
            حفلة فيروز                   | حفله
            ليلة الجاز                   | جاز
            جاز في الحديقة               | الجاز
            ليلة الجاز                   | jazz
            Jazz night                   | الجاز
            مهرجان الشعر                 | شعر
            أمسية شعر                    | الشعر
            موسيقى وشعر                  | شعر
            موسيقي ورقص                  | موسيقى
            بيت العود                    | عود
            متحف الفن                    | فن
            فن الخط                      | الفن
            عيد بالعود                   | العود
            مسرح للأطفال                 | أطفال
            أطفال                        | للأطفال
            معرض للغة                    | لغة
            والليل                       | ليل
            شعر والحب                    | حب
            فيروز والبرتو                | ألبرتو
            معرض وبالفن                  | فن
            والتر بنيامين                | والتر
            معرض كتاب                    | الكتاب
            مهرجان الكتاب                | كتاب
            أوبرا عايدة                  | الأوبرا
            ليلة الهيب هوب               | hip hop
            ليلة لفيروز                  | فيروز
            دار الـــفن                  | فن
            کنسرت سنتی                   | كنسرت
            השיר                         | שיר
            שיר אהבה                     | השיר
            ליל הג'אז                    | ג'אז
            שירה ומחול                   | מחול
            הצגה לילדים                  | ילדים
            שִׁירָה                         | שירה
            संगीत संध्या                  | संगीत
            Ta​ylor Swift           | taylor
            Ｊａｚｚ                      | jazz
            ﬁnale                        | finale
            Nº 5                         | no 5
            24/7 Rave                    | 24/7
            2Pac                         | 2pac
            🎷 Night                     | 🎷
            Rocky IV                     | rocky 4
            Rocky 4                      | Rocky IV
            Louis XIV                    | louis 14
            Star Wars: Episode V         | episode 5
            Maroon5                      | maroon 5
            Blink182                     | blink 182
            will.i.am                    | will i am
            Paral·lel Fest               | paral lel
            Kapiʻolani                   | kapi olani
            R&B Night                    | rnb
            RnB Night                    | R&B
            Drum & Bass                  | drum'n'bass
            Rock'n'Roll Circus           | rock & roll
            O'Neill                      | o’neill
            Kinderuni                    | kinder uni
            Videospielnacht              | video spielnacht
            Fußballländerspiel           | laenderspiel
            Köttbullarkväll              | kvaell
            Đorđe Balašević              | Djordje
            Ђорђе                        | djordje
            Γκάτσος                      | Gatsos
            ᾨδή                          | ωδη
            Ὦ ᾄδω                        | αδω
            Чайковский                   | Tschaikowski
            Чайковский                   | Tchaïkovski
            Чайковский                   | Tchaikovsky
            Рахманинов                   | Rachmaninoff
            Шостакович                   | Schostakowitsch
            Мусоргский                   | Moussorgski
            Прокофьев                    | Prokofjew
            Երևան                        | Yerevan
            कृष्ण                         | Krishna
            संगीत                         | sangeet
            ヴァイオリン協奏曲           | バイオリン
            ベートーベン                 | ベートーヴェン
            第九演奏会                   | 第９
            第9演奏会                    | 第九
            第十二回                     | 第12回
            二〇二七年                   | 2027
            K-Pop Night                  | kpop
            Kpop Night                   | k-pop
            Kpop Night                   | k pop
            K-Pop Night                  | 케이팝
            케이팝 콘서트                | K-Pop
            케이팝 콘서트                | kpop
            KPOP in Seoul                | Kポップ
            Drum & Bass                  | dnb
            Drum and Bass                | d'n'b
            DnB Night                    | drum & bass
            DnB Night                    | Drum and Bass
            D'n'B Night                  | drum 'n' bass
            D&B Night                    | DnB
            ドラムンベース               | dnb
            Rhythm & Blues               | rnb
            Rhythm & Blues               | R&B
            R'n'B                        | rhythm and blues
            Рок-н-ролл                   | rock'n'roll
            Rock and Roll                | rock & roll
            Hip Hop Jam                  | ヒップホップ
            힙합 페스티벌                | hip-hop
            ジャズの夜                   | jazz
            Jazz im Park                 | 爵士
            Опера без границ             | opera
            C++ Meetup                   | c++
            C++-Treffen                  | C++
            C++勉強会                     | c++
            Ｃ＋＋入門                    | c++
            Rust/C++                     | c++
            Learn (C#)                   | C#
            .NET Conf                    | .net
            Networking                   | .NET
            !!!                          | !!!
            !!! (Chk Chk Chk)            | !!!
            ÷                            | ÷
            +/- Tour                     | +/-
            ½ Marathon                   | 1/2
            Symphony №9                  | no 9
            周杰倫                       | zhou jielun
            周杰倫演唱會                 | zhoujielun
            周杰倫演唱會                 | Jielun
            王菲 2027                    | wang fei
            髙島屋                       | 高島屋
            渡邊美里                     | 渡辺
            """)
    void findsWordsOfEveryScriptAsPeopleTypeThem(String name, String typed) {
        index.put(event("this", name, "Hall", "Ghent", ""));
        index.put(event("other", "Chess open", "Town hall", "Ghent", "Nine rounds"));
        assertThat(find(text(typed))).containsExactly("this");
    }

    /** Parts of Latin words are found only if they are long enough to mean something. */
    @ParameterizedTest
    @CsvSource({
        "Start, art",
        "Premiere, rem",
        "Chess open, pen",
        "Concert, cert open",
        "Kosmos, コ",
        "Mix, 9",
        "Vienna, 5",
        "The 1st, st",
        "Blues & Rhythm, rnb",
        "Rocky Horror, ロック",
        "Bass and Drum, dnb",
        "A - B, -",
        "O'Neill, eil",
        "Chess open, C++",
        "C++ Meetup, C#",
        "ألبوم جديد, بوم",
        "عبد الله, له",
        "وردة, الرد",
        "فندق, الفن"
    })
    void doesNotFindWhatOnlyHappensToBeInside(String name, String typed) {
        index.put(event("this", name, "Hall", "Ghent", ""));
        assertThat(find(text(typed))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Frankfurt am Main, Frankfurt",
        "Frankfurt am Main, frankfurt main",
        "Köln, Koeln",
        "Köln, Koln",
        "Koeln, Köln",
        "東京都, 東京",
        "Москва, Moskva",
        "St. Petersburg, petersburg",
        "الرياض, رياض",
        "الدار البيضاء, بيضاء",
        "القاهره, القاهرة",
        "Санкт-Петербург, санкт петербург",
        "Aix-en-Provence, aix en provence",
        "'''s-Hertogenbosch', hertogenbosch",
    })
    void findsACityByAPartOfItsNameAndInOtherLetters(String city, String typed) {
        index.put(event("this", "A", "Hall", city, ""));
        index.put(event("other", "B", typed, "Ghent", typed));
        assertThat(find(query(null, null, typed, null, null, null))).containsExactly("this");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "zzzzzz", "* OR name:x", "\"", "(", "chess berlin opera paris"})
    void findsNothingWithoutAnError(String typed) {
        index.put(event("kind", "Kind of Jazz", "Philharmonie", "Berlin", ""));
        assertThat(find(text(typed))).isEmpty();
    }

    @Test
    void aMatchInTheNameComesBeforeOneInTheDescription() {
        index.put(starting("mentioned", NOW.plus(Duration.ofDays(1)), "Opening night", "with a little jazz"));
        index.put(starting("named", NOW.plus(Duration.ofDays(9)), "Jazz", ""));
        index.put(starting("misspelt", NOW.plus(Duration.ofDays(2)), "Jazy", ""));
        assertThat(find(text("jazz"))).containsExactly("named", "misspelt", "mentioned");
        assertThat(find(query("jazz", null, null, null, null, "date")))
                .containsExactly("mentioned", "misspelt", "named");
    }

    @Test
    void filtersByCategoryAndCity() {
        index.put(event("berlin", "A", "Hall", "Berlin", ""));
        index.put(event("sao", "B", "Hall", "São Paulo", ""));
        assertThat(find(query(null, null, "sao paulo", null, null, null))).containsExactly("sao");
        assertThat(find(query(null, "EXHIBITION", "Berlin", null, null, null))).containsExactly("berlin");
        assertThat(find(query(null, "sport", null, null, null, null))).isEmpty();
    }

    @Test
    void anotherCaseOfAWordComesAfterTheWordItself() {
        index.put(starting("other", NOW.plus(Duration.ofDays(1)), "Вечер Чайковского", ""));
        index.put(starting("itself", NOW.plus(Duration.ofDays(2)), "Пётр Чайковский", ""));
        assertThat(find(text("чайковский"))).containsExactly("itself", "other");
    }

    /** An ending is not a word, nor is the stem of another word. */
    @ParameterizedTest
    @CsvSource({"Москвич, Москва", "Опера, оперный", "Концерты, конец"})
    void doesNotTakeWordsForCasesOfOthers(String name, String typed) {
        index.put(event("this", name, "Hall", "Ghent", ""));
        assertThat(find(text(typed))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Music, 音楽",
        "music, Musik",
        "Musik, music",
        "音楽, Música",
        "Music, موسيقى",
        "Food, Essen und Trinken",
        "Theatre, Théâtre",
        "Sports, Deporte"
    })
    void findsACategoryByItsNameInEveryLanguage(String category, String typed) {
        index.put(kin("this", "ada", category, "Ghent", NOW.plusSeconds(60)));
        index.put(kin("other", "ada", "Conference", "Ghent", NOW.plusSeconds(60)));
        assertThat(find(text(typed))).containsExactly("this");
        assertThat(find(query(null, typed, null, null, null, null))).containsExactly("this");
        assertThat(index.related(new RelatedQuery("", "eve", typed, null), 9, NOW))
                .containsExactly("this");
    }

    @ParameterizedTest
    @CsvSource({
        "東京, Tokyo",
        "東京都, Tokyo",
        "Tokyo, 東京",
        "القاهرة, Cairo",
        "Cairo, القاهرة",
        "Cairo, قاهرة",
        "Le Caire, Kairo",
        "Wien, Vienna",
        "Vienna, ウィーン",
        "Москва, Moscow",
        "Praha, Prague",
        "New York, Nueva York",
        "Nueva York, ニューヨーク",
        "서울시, Seoul",
        "臺北市, Taipei",
        "München, Munich",
        "Koeln, Cologne",
        "Cologne, Köln",
        "東京, とうきょう",
        "東京都, トウキョウ",
        "Osaka, 大阪",
        "大阪市, osaka",
        "Genf, Genève",
        "Firenze, フィレンツェ",
        "Den Haag, The Hague",
        "برشلونة, Barcelona",
        "Alexandria, إسكندرية",
        "New York, NYC",
        "北京市, Peking"
    })
    void findsACityByItsNameInEveryLanguageAndItsOwn(String city, String typed) {
        index.put(event("this", "A", "Hall", city, ""));
        index.put(event("other", "B", "Hall", "Ghent", ""));
        assertThat(find(query(null, null, typed, null, null, null))).containsExactly("this");
        assertThat(find(text(typed))).containsExactly("this");
    }

    /** Of names that are not written in the event: no typing errors, no other word than the first, nothing by its sound. */
    @ParameterizedTest
    @CsvSource({
        "Film, Vienna, wine",
        "Film, Vienna, mine",
        "Film, Vienna, line",
        "Talks, Oslo, Charli",
        "Workshop, Oslo, Teller",
        "Food, Oslo, und",
        "Food, Oslo, Trinken",
        "Music, Oslo, yinle",
        "Music, Ciudad de México, City",
        "Music, Ciudad de México, Stadt",
    })
    void doesNotFindWhatOnlyResemblesANameInAnotherLanguage(String category, String city, String typed) {
        index.put(in("this", category, city));
        assertThat(find(text(typed))).isEmpty();
        assertThat(find(query(null, null, typed, null, null, null))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Nueva York",
        "jazz Nueva York",
        "Nueva York jazz",
        "ニューヨーク",
        "Nuev",
    })
    void findsAWholeNameInAnotherLanguageOrItsBeginningAmongOtherWords(String typed) {
        index.put(starting("other", NOW.plusSeconds(60), "Chess open", ""));
        index.put(event("this", "Jazz night", "Hall", "New York", ""));
        assertThat(find(text(typed))).containsExactly("this");
    }

    @Test
    void aNameInAnotherLanguageComesAfterOneThatIsWrittenAndItsBeginningAfterAMention() {
        index.put(kin("elsewhere", "ada", "Food", "Oslo", NOW.plusSeconds(60)));
        index.put(starting("mentioned", NOW.plusSeconds(70), "Opening night", "Essen inbegriffen"));
        index.put(event("city", "Chess open", "Hall", "Essen", ""));
        assertThat(find(text("Essen"))).containsExactly("city", "mentioned", "elsewhere");

        index.put(kin("vienna", "ada", "Film", "Vienna", NOW.plusSeconds(80)));
        index.put(starting("wine", NOW.plusSeconds(90), "Opening night", "A glass of wine"));
        assertThat(find(text("wine"))).containsExactly("wine");
        index.put(starting("fromWien", NOW.plusSeconds(60), "Waltzes", "An orchestra from Wien"));
        index.put(event("wien", "Chess open", "Hall", "Wien", ""));
        assertThat(find(text("Wien"))).containsExactly("wien", "vienna", "fromWien");
    }

    @Test
    void aDayIsOneInTheEventsTimeZone() {
        // 23:30 on 10 February in New York is 11 February in UTC.
        Instant starts = Instant.parse("2027-02-11T04:30:00Z");
        index.put(event("late", "Late", starts, "America/New_York", 1, EventStatus.PUBLISHED));
        assertThat(find(query(null, null, null, "2027-02-10", "2027-02-10", null)))
                .containsExactly("late");
        // It ends at 02:30 on the 11th.
        assertThat(find(query(null, null, null, "2027-02-11", null, null))).containsExactly("late");
        assertThat(find(query(null, null, null, "2027-02-12", null, null))).isEmpty();
        assertThat(find(query(null, null, null, null, "2027-02-09", null))).isEmpty();
        assertThat(find(query(null, null, null, starts.toString(), starts.toString(), null)))
                .containsExactly("late");
        assertThat(find(query(null, null, null, "2027-02-11T04:30:01Z", null, null)))
                .containsExactly("late");
        assertThat(find(query(null, null, null, "2027-02-11T07:30:00Z", null, null)))
                .isEmpty();
        assertThat(find(query(null, null, null, null, "2027-02-11T04:29:59Z", null)))
                .isEmpty();
    }

    @Test
    void findsWhatOverlapsTheDaysThatAreLookedFor() {
        index.put(lasting("exhibition", "2027-02-01T10:00:00Z", "2027-06-30T18:00:00Z"));
        index.put(lasting("untilMidnight", "2027-05-01T20:00:00Z", "2027-05-02T00:00:00Z"));
        index.put(lasting("festival", "2027-05-02T12:00:00Z", "2027-05-04T12:00:00Z"));
        index.put(lasting("later", "2027-05-05T12:00:00Z", "2027-05-05T14:00:00Z"));

        // What starts on these days comes first.
        assertThat(find(query(null, null, null, "2027-05-02", "2027-05-04", null)))
                .containsExactly("festival", "exhibition");
        assertThat(find(query(null, null, null, "2027-05-01", "2027-05-01", null)))
                .containsExactly("untilMidnight", "exhibition");
        assertThat(find(query(null, null, null, "2027-05-03T00:00:00Z", "2027-05-03T01:00:00Z", null)))
                .containsExactlyInAnyOrder("exhibition", "festival");
        assertThat(find(query(null, null, null, "2027-07-01", null, null))).isEmpty();
    }

    @Test
    void whatHasStartedDoesNotLeadTheList() {
        index.put(event("started", "E", NOW.minus(Duration.ofHours(2)), "UTC", 1, EventStatus.PUBLISHED));
        index.put(event("soon", "E", NOW.plus(Duration.ofHours(2)), "UTC", 1, EventStatus.PUBLISHED));
        index.put(event("later", "E", NOW.plus(Duration.ofDays(2)), "UTC", 1, EventStatus.PUBLISHED));

        EventQuery all = query(null, null, null, null, null, null);
        assertThat(find(all)).containsExactly("soon", "later", "started");
        List<String> paged = new ArrayList<>();
        SearchCursor cursor = null;
        do {
            SearchResult page = index.find(all, 1, cursor, NOW);
            paged.addAll(page.ids());
            SearchCursor next = page.next();
            cursor = next == null ? null : SearchCursor.of(next.parts(), all.order());
        } while (cursor != null);
        assertThat(paged).containsExactly("soon", "later", "started");
    }

    @Test
    void whatIsOverIsFoundInTheArchive() {
        index.put(event("last", "E", NOW.minus(Duration.ofDays(3)), "UTC", 2, EventStatus.ENDED));
        index.put(event("first", "E", NOW.minus(Duration.ofDays(30)), "UTC", 2, EventStatus.ENDED));
        index.put(event("justOver", "E", NOW.minus(Duration.ofHours(3)), "UTC", 1, EventStatus.PUBLISHED));
        index.put(event("running", "E", NOW.minus(Duration.ofHours(1)), "UTC", 1, EventStatus.PUBLISHED));
        index.put(event("cancelled", "E", NOW.minus(Duration.ofDays(3)), "UTC", 2, EventStatus.CANCELLED));

        assertThat(find(query(null, null, null, null, null, null))).containsExactly("running");
        assertThat(find(EventQuery.of(null, null, null, null, null, true, null)))
                .containsExactly("justOver", "last", "first");
    }

    @Test
    void removesCancelledEventsAndIgnoresOlderStates() {
        Instant starts = NOW.plus(Duration.ofDays(1));
        index.put(event("e", "E", starts, "UTC", 2, EventStatus.PUBLISHED));
        index.put(event("e", "Older", starts, "UTC", 1, EventStatus.CANCELLED));
        assertThat(find(text("e"))).containsExactly("e");
        index.put(event("e", "E", starts, "UTC", 3, EventStatus.CANCELLED));
        index.put(event("e", "E", starts, "UTC", 2, EventStatus.PUBLISHED));
        assertThat(find(text("e"))).isEmpty();
    }

    @Test
    void findsNoEventsThatAreOverOrNotPublished() {
        index.put(starting("over", NOW.minus(Duration.ofHours(4)), "Over", ""));
        index.put(starting("running", NOW.minus(Duration.ofHours(1)), "Running", ""));
        index.put(event("draft", "Draft", NOW.plusSeconds(60), "UTC", 1, EventStatus.DRAFT));
        assertThat(find(query(null, null, null, null, null, null))).containsExactly("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"date", "name", "price", ""})
    void pagesThroughEverythingOnceWhileEventsAreAdded(String sort) {
        IntStream.range(0, 25).forEach(i -> index.put(priced("e%02d".formatted(i), "Jazz " + i % 7, i % 5)));
        EventQuery query = query("jazz", null, null, null, null, sort);
        List<String> seen = new ArrayList<>();
        SearchCursor cursor = null;
        do {
            SearchResult found = index.find(query, 4, cursor, NOW);
            seen.addAll(found.ids());
            SearchCursor next = found.next();
            cursor = next == null ? null : SearchCursor.of(next.parts(), query.order());
            index.put(priced("new%02d".formatted(seen.size()), "Chess", 0));
        } while (cursor != null);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(seen).isEqualTo(index.find(query, 100, null, NOW).ids());
    }

    @Test
    void sortsByPriceAndByName() {
        index.put(priced("b", "Éclair", 3));
        index.put(priced("c", "zebra", 1));
        index.put(priced("a", "Dog", 2));
        assertThat(find(query(null, null, null, null, null, "price"))).containsExactly("c", "a", "b");
        assertThat(find(query(null, null, null, null, null, "name"))).containsExactly("a", "b", "c");
    }

    @Test
    void refusesParametersWithoutAMeaning() {
        assertThatExceptionOfType(BadQueryException.class)
                .isThrownBy(() -> query(null, null, null, null, null, "votes"))
                .withMessageStartingWith("sort ");
        assertThatExceptionOfType(BadQueryException.class)
                .isThrownBy(() -> query(null, null, null, "yesterday", null, null))
                .withMessageStartingWith("from ");
        assertThatExceptionOfType(BadQueryException.class)
                .isThrownBy(() -> SearchCursor.of(List.of("NAME", "x"), EventQuery.Order.DATE));
        SearchCursor broken = SearchCursor.of(List.of("DATE", "soon", "id"), EventQuery.Order.DATE);
        assertThatExceptionOfType(BadQueryException.class)
                .isThrownBy(() -> index.find(query(null, null, null, null, null, "date"), 5, broken, NOW));
    }

    @Test
    void relatedIsWhatHasMostInCommonAndIsYetToBegin() {
        Instant soon = NOW.plus(Duration.ofDays(1));
        index.put(kin("this", "ada", "Music", "Oslo", soon));
        index.put(kin("category", "bob", "music", "Bergen", soon));
        index.put(kin("cityAndCategory", "bob", "Music", "Oslo", soon.plusSeconds(1)));
        index.put(kin("organizer", "ada", "Sport", "Bergen", soon));
        index.put(kin("city", "bob", "Sport", "OSLO", soon));
        index.put(kin("all", "ada", "Music", "Oslo", soon.plus(Duration.ofDays(90))));
        index.put(kin("nothing", "bob", "Sport", "Bergen", soon));
        index.put(kin("begun", "ada", "Music", "Oslo", NOW));

        RelatedQuery query = new RelatedQuery("this", "ada", "Music", "Oslo");
        assertThat(index.related(query, 9, NOW))
                .containsExactly("all", "organizer", "cityAndCategory", "city", "category");
        assertThat(index.related(query, 2, NOW)).containsExactly("all", "organizer");
        assertThat(index.related(new RelatedQuery("this", "eve", null, null), 9, NOW))
                .isEmpty();
    }

    @Test
    void whatIsListedNoLongerIsRelatedToNothing() throws Exception {
        Set<String> listed = new HashSet<>(Set.of("ada"));
        try (EventIndex some = new EventIndex(listed::contains)) {
            some.put(kin("other", "ada", "Music", "Oslo", NOW.plusSeconds(60)));
            RelatedQuery query = new RelatedQuery("this", "bob", "Music", "Oslo");
            assertThat(some.related(query, 9, NOW)).containsExactly("other");
            listed.clear();
            some.organizerChanged("ada");
            assertThat(some.related(query, 9, NOW)).isEmpty();
        }
    }

    private static EventState kin(String id, String organizer, String category, String city, Instant startsAt) {
        EventState event = starting(id, startsAt, id, "");
        return new EventState(
                id,
                id,
                "",
                category,
                new VenueState("Hall", null, city, null),
                startsAt,
                event.endsAt(),
                event.timezone(),
                event.currency(),
                null,
                event.tiers(),
                null,
                null,
                event.terms(),
                organizer,
                event.status(),
                1);
    }

    private static EventState in(String id, String category, String city) {
        return kin(id, "ada", category, city, NOW.plusSeconds(60));
    }

    @Test
    void theWordsForAVenueToBeAnnouncedAreNoName() {
        index.put(event("unnamed", "Requiem", VenueState.TO_BE_ANNOUNCED, "Vienna", ""));

        assertThat(find(text("announced"))).isEmpty();
        assertThat(find(text("vienna"))).containsExactly("unnamed");
    }

    private List<String> find(EventQuery query) {
        return index.find(query, 100, null, NOW).ids();
    }

    private static EventQuery text(String text) {
        return query(text, null, null, null, null, null);
    }

    private static EventQuery query(
            @Nullable String q,
            @Nullable String category,
            @Nullable String city,
            @Nullable String from,
            @Nullable String to,
            @Nullable String sort) {
        return EventQuery.of(q, category, city, from, to, false, sort);
    }

    private static EventState event(String id, String name, String venue, String city, String description) {
        Instant starts = NOW.plus(Duration.ofDays(7));
        return state(id, name, description, venue, city, starts, "UTC", 1000, 1, EventStatus.PUBLISHED);
    }

    private static EventState event(
            String id, String name, Instant startsAt, String timezone, long version, EventStatus status) {
        return state(id, name, "", "Hall", "Oslo", startsAt, timezone, 1000, version, status);
    }

    @Test
    void sortsPricesInUnlikeCurrenciesByWhatTheyAreWorth() {
        index.put(pricedIn("yen", "JPY", 3_000));
        index.put(pricedIn("euro", "EUR", 4_000));
        index.put(pricedIn("rupiah", "IDR", 15_000_000));
        index.put(pricedIn("dinar", "KWD", 9_000));
        index.put(pricedIn("free", "CUP", 0));
        index.put(pricedIn("mark", "DEM", 2_500));

        assertThat(find(query(null, null, null, null, null, "price")))
                .containsExactly("free", "rupiah", "yen", "mark", "dinar", "euro");
    }

    private static EventState pricedIn(String id, String currency, long price) {
        EventState euros = priced(id, id, price);
        return new EventState(
                id,
                id,
                "",
                euros.category(),
                euros.venue(),
                euros.startsAt(),
                euros.endsAt(),
                euros.timezone(),
                currency,
                null,
                euros.tiers(),
                null,
                null,
                euros.terms(),
                euros.organizerId(),
                euros.status(),
                1);
    }

    private static EventState starting(String id, Instant startsAt, String name, String description) {
        return state(id, name, description, "Hall", "Oslo", startsAt, "UTC", 1000, 1, EventStatus.PUBLISHED);
    }

    private static EventState priced(String id, String name, long price) {
        Instant starts = NOW.plus(Duration.ofDays(1));
        return state(id, name, "", "Hall", "Oslo", starts, "UTC", price, 1, EventStatus.PUBLISHED);
    }

    private static EventState lasting(String id, String startsAt, String endsAt) {
        return state(
                id,
                "E",
                "",
                "Hall",
                "Oslo",
                Instant.parse(startsAt),
                Instant.parse(endsAt),
                "UTC",
                1000,
                1,
                EventStatus.PUBLISHED);
    }

    private static EventState state(
            String id,
            String name,
            String description,
            String venue,
            String city,
            Instant startsAt,
            String timezone,
            long price,
            long version,
            EventStatus status) {
        Instant endsAt = startsAt.plus(Duration.ofHours(3));
        return state(id, name, description, venue, city, startsAt, endsAt, timezone, price, version, status);
    }

    private static EventState state(
            String id,
            String name,
            String description,
            String venue,
            String city,
            Instant startsAt,
            Instant endsAt,
            String timezone,
            long price,
            long version,
            EventStatus status) {
        return new EventState(
                id,
                name,
                description,
                "Exhibition",
                new VenueState(venue, null, city, null),
                startsAt,
                endsAt,
                timezone,
                "EUR",
                null,
                List.of(new TierState("tier", "Tier", price, 100, 10)),
                null,
                null,
                SalesTerms.DEFAULT,
                "organizer",
                status,
                version);
    }
}
