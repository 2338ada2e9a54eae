package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuyerNamesTests {

    @ParameterizedTest
    @CsvSource({
        "Ada Lovelace, ada",
        "Ada Lovelace, LOVE",
        "Ada Lovelace, lovelace ada",
        "Ada Lovelace, ada@example.com",
        "Ada Lovelace, ada@ex",
        "Ada Lovelace, example",
        "Zoë Müller, muller",
        "Zoë Müller, mueller",
        "Zoë Müller, MÜLLER zoe",
        "Mueller, muell",
        "Jörg Weiß, weiss",
        "Søren Ørsted, orsted",
        "Łukasz Żak, lukasz zak",
        "Seán O’Brien, obrien",
        "Іванов, Иванов",
        "Seán O’Brien, o'brien",
        "Seán O’Brien, brien",
        "Anne-Marie, marie",
        "Anne-Marie, annemarie",
        "Анна Ёлкина, елкина",
        "Άννα Παπαδόπουλος, παπαδοπουλο",
        "山田太郎, 太郎",
        "山田太郎, 山田",
        "김민수, 민수",
        "สมชาย, ชาย",
        "ﾔﾏﾀﾞ, ヤマダ",
        "İpek Işık, isik",
        "Đặng Văn, dang van",
        "محمد علي, علي",
        "محمد علي, على",
        "فاطمة القحطاني, قحطاني",
        "فاطمة القحطاني, فاطمه القحط",
        "فاطمة قحطاني, القحطاني",
        "عبد الله, عبدالله",
        "عبدالله, عبد الله",
        "علي عبدالرحمن, الرحمن",
        "نورالدين زنكي, نور الدين",
        "نور الدين زنكي, نورالدين",
        "أبو بكر, ابوبكر",
        "أبوبكر, أبو",
        "דוד הכהן, כהן",
        "Елена Чайковская, Elena",
        "Елена Чайковская, yelena",
        "Елена Чайковская, Елена chaykovskaya",
        "Елена Чайковская, yelena ada@example",
        "Elena Petrova, Елена",
        "Лев Толстой, lev tolstoy",
        "Müller, Mueller",
        "Mueller, Müller",
        "Søren Ørsted, soeren",
        "Soeren, Søren",
        "Åse, Aase",
        "Aase, Åse",
        "すずき, スズキ",
        "スズキ, すず",
        "すずき, suzuki",
        "Νίκος, nikos",
        "王偉, 王伟",
        "अनिता शर्मा, शर्मा",
        "Ada Lovelace, ADA@EXAMPLE.com"
    })
    void findsABuyerBy(String name, String typed) {
        assertThat(matches(name, typed)).isTrue();
        // As some keyboards type it: letter and accent apart.
        assertThat(matches(java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFD), typed))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Ada Lovelace, bob",
        "Ada Lovelace, ada bob",
        "Ada Lovelace, dalove",
        "Ada Lovelace, ada@other",
        "山田太郎, 田村",
        "Елена, Anna",
        "Müller, Mueler",
        "محمد علي, محمدعلي",
        "عبد الله, له",
        "خالد, الد"
    })
    void doesNotFindABuyerBy(String name, String typed) {
        assertThat(matches(name, typed)).isFalse();
    }

    @Test
    void wordsOfATextWithoutLettersAreNone() {
        assertThat(BuyerNames.wanted(" –.,!? ")).isEmpty();
        assertThat(BuyerNames.of(PersonalData.ERASED, null)).isEmpty();
    }

    @Test
    void wordsAreFewAndShortHoweverLongANameIs() {
        List<String> words = BuyerNames.of("漢".repeat(500) + " x".repeat(500) + "y".repeat(500), null);

        assertThat(words).hasSizeLessThanOrEqualTo(48).allMatch(word -> word.length() <= 64);
        assertThat(BuyerNames.wanted("a b c d e f g h i j k l")).hasSize(8);
    }

    private static boolean matches(String name, String typed) {
        List<List<String>> wanted = BuyerNames.wanted(typed);
        boolean isListed = BuyerNames.match(wanted, BuyerNames.of(name, "ada@example.com"));
        assertThat(BuyerNames.match(wanted, name, "ada@example.com"))
                .as("found by its list as by its name")
                .isEqualTo(isListed);
        return isListed;
    }
}
