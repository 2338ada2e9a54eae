package io.holdfast.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordFormsTests {

    @ParameterizedTest
    @CsvSource({
        "Köln, koln koeln",
        "Ærø, aero aeroe",
        "Ångström, angstrom aangstroem",
        "Елена, елена elena yelena",
        "Хабаровск, хабаровск habarovsk khabarovsk",
        "R.E.M., rem",
        "くりすます, クリスマス kurisumasu",
        "音樂, 音乐 yinle",
        "فاطمة, فاطمه fatmt",
        "الفن, الفن فن alfn",
        "والجاز, والجاز جاز waljaz",
        "للأطفال, للاطفال اطفال llatfal",
        "ألبوم, البوم albwm",
        "الله, الله allh",
        "השיר, השיר שיר hsyr"
    })
    void aWordHasTheFormsInWhichPeopleWriteIt(String word, String forms) {
        assertThat(WordForms.of(word, 4)).containsExactly(forms.split(" "));
    }

    @Test
    void whatMayBeAParticleIsLeftOut() {
        assertThat(WordForms.withoutParticle("وموسيقى")).containsExactly("موسيقي");
        assertThat(WordForms.withoutParticle("לילדים")).containsExactly("ילדים");
        assertThat(WordForms.withoutParticle("والحب")).containsExactly("الحب", "حب");
        assertThat(WordForms.withoutParticle("وبالجاز")).containsExactly("بالجاز", "جاز");
        assertThat(WordForms.withoutParticle("للغة")).as("for a language").containsExactly("لغه");
        assertThat(List.of("ليل", "فالح", "Wien"))
                .allSatisfy(word -> assertThat(WordForms.withoutParticle(word)).isEmpty());
    }

    /** Alberto after "and", and Walter, of which none has an article. */
    @Test
    void aNameIsFoundThatOnlyLooksAsIfItHadAnArticle() {
        assertThat(WordForms.withoutParticle("وألبرتو")).containsExactly(WordForms.letters("ألبرتو"));
        assertThat(WordForms.withoutParticle("والبرتو")).contains(WordForms.letters("ألبرتو"));
        assertThat(WordForms.withoutParticle("ووالتر")).containsExactly("والتر");
        assertThat(List.of("والتر", "والي", "فالح", "بالي"))
                .allSatisfy(name -> assertThat(WordForms.withoutArticle(name)).isEmpty());
    }

    @Test
    void shortFormsInLatinLettersAreLeftOut() {
        assertThat(WordForms.of("コ", 4)).containsExactly("コ");
        assertThat(WordForms.of("コ", 2)).containsExactly("コ", "ko");
    }

    @Test
    void whatHasNoLettersHasNoForms() {
        assertThat(WordForms.of("–!", 2)).isEmpty();
    }

    @Test
    void casesOfARussianWordShareAStem() {
        assertThat(List.of("Чайковский", "Чайковского", "чайковскому"))
                .allSatisfy(word -> assertThat(WordForms.stem(word)).contains("чаиковск"));
        assertThat(WordForms.stem("Élan")).isEmpty();
        assertThat(WordForms.stem("Жадан її")).as("Ukrainian").isEmpty();
    }
}
